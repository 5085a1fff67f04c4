import { upperGamma } from './incomplete-gamma.ts';

/**
 * erfc(x) = 1 - erf(x) = Q(1/2, x^2) for x >= 0: the complement keeps its digits where erf rounds to 1.
 * Relative error below 1e-10 down to 1e-300.
 * @example complementaryError(0) // 1
 * @see Abramowitz and Stegun (1964), 6.5.17
 */
export function complementaryError(x: number): number {
  return x < 0 ? 2 - upperGamma(0.5, x * x) : upperGamma(0.5, x * x);
}

/**
 * P(Z >= z) for the standard normal distribution: erfc(z / sqrt 2) / 2.
 * @param z standard deviations, any sign
 * @returns probability in [0, 1]
 * @example normalSurvival(0) // 0.5
 */
export function normalSurvival(z: number): number {
  return complementaryError(z / Math.SQRT2) / 2;
}
