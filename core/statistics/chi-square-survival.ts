import { logLowerGamma, logUpperGamma, upperGamma } from './incomplete-gamma.ts';

/**
 * P(X >= statistic) for X of the chi-square distribution: Q(degreesOfFreedom / 2, statistic / 2).
 *
 * Relative error below 1e-10 down to 1e-300, for 0.02 to 2e7 degrees of freedom; 0 below the smallest double.
 * @param statistic >= 0
 * @param degreesOfFreedom >= 0.02, fractions allowed
 * @returns probability in [0, 1]
 * @throws RangeError when an argument is out of bounds
 * @example chiSquareSurvival(0, 3) // 1
 * @see Abramowitz and Stegun (1964), 26.4.19
 */
export function chiSquareSurvival(statistic: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, statistic / 2);
}

/** ln P(X >= statistic). @example logChiSquareSurvival(2000, 2) // -1000 */
export function logChiSquareSurvival(statistic: number, degreesOfFreedom: number): number {
  return logUpperGamma(degreesOfFreedom / 2, statistic / 2);
}

/** ln P(X <= statistic). @example Math.exp(logChiSquareCumulative(3.841458820694124, 1)).toFixed(12) // '0.950000000000' */
export function logChiSquareCumulative(statistic: number, degreesOfFreedom: number): number {
  return logLowerGamma(degreesOfFreedom / 2, statistic / 2);
}
