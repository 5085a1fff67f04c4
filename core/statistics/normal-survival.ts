import { complementaryError, logComplementaryError } from './complementary-error.ts';

/**
 * P(Z >= z) for the standard normal distribution: erfc(z / sqrt 2) / 2.
 * Relative error below 1e-10 down to 1e-300. P(Z <= z) is normalSurvival(-z).
 * @param z standard deviations, any sign
 * @returns probability in [0, 1]
 * @throws RangeError when z is not a number
 * @example normalSurvival(0) // 0.5
 * @see Abramowitz and Stegun (1964), 26.2.29
 */
export function normalSurvival(z: number): number {
  return complementaryError(z / Math.SQRT2) / 2;
}

/**
 * ln P(Z >= z), for tails no double holds: at z = 40 the probability is 1e-350.
 * @example logNormalSurvival(40).toFixed(6) // '-804.608442'
 */
export function logNormalSurvival(z: number): number {
  return logComplementaryError(z / Math.SQRT2) - Math.LN2;
}
