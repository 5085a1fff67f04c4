import { logLowerBeta, logUpperBeta, unitPoint } from './incomplete-beta.ts';

/**
 * P(X >= x) for X of the beta distribution: 1 - I_x(a, b).
 *
 * Relative error below 1e-10 down to 1e-300, for shapes from 0.01 with a sum to 1e7. P(X <= x) is the same of 1 - x with
 * the shapes exchanged; betaCumulative does not round 1 - x.
 * @param x in [0, 1]
 * @param a shape, >= 0.01: (a - 1) successes seen from a uniform prior
 * @param b shape, >= 0.01
 * @returns probability in [0, 1]
 * @throws RangeError when an argument is out of bounds
 * @example betaSurvival(0.5, 3, 3).toFixed(12) // '0.500000000000'
 * @see Abramowitz and Stegun (1964), 26.5.1
 */
export function betaSurvival(x: number, a: number, b: number): number {
  return Math.exp(logUpperBeta(a, b, unitPoint(x)));
}

/** ln P(X >= x). @example logBetaSurvival(0.75, 1, 1000).toFixed(9) // '-1386.294361120' */
export function logBetaSurvival(x: number, a: number, b: number): number {
  return logUpperBeta(a, b, unitPoint(x));
}

/** P(X <= x). @example betaCumulative(1e-200, 1, 1).toExponential(6) // '1.000000e-200' */
export function betaCumulative(x: number, a: number, b: number): number {
  return Math.exp(logLowerBeta(a, b, unitPoint(x)));
}
