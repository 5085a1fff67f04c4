import { logLowerBeta, logUpperBeta, type UnitPoint, unitPointOfOdds } from './incomplete-beta.ts';

/** Degrees of freedom of the two mean squares whose ratio F is; 0.02 to 1e7, fractions allowed. */
export interface FDegrees {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * P(X >= f) for the F distribution: with the odds r = f numerator / denominator, 1 - I_(r/(1+r))(numerator / 2,
 * denominator / 2).
 *
 * Relative error below 1e-10 down to 1e-300.
 * @param f ratio of two mean squares, >= 0
 * @returns probability in [0, 1]
 * @throws RangeError when an argument is out of bounds
 * @example fSurvival(1, { numerator: 7, denominator: 7 }).toFixed(12) // '0.500000000000'
 * @see Abramowitz and Stegun (1964), 26.6.2
 */
export function fSurvival(f: number, degrees: FDegrees): number {
  return Math.exp(logFSurvival(f, degrees));
}

/** ln P(X >= f). @example logFSurvival(0, { numerator: 3, denominator: 5 }) // 0 */
export function logFSurvival(f: number, degrees: FDegrees): number {
  return logUpperBeta(degrees.numerator / 2, degrees.denominator / 2, pointOf(f, degrees));
}

/** P(X <= f). @example fCumulative(0, { numerator: 3, denominator: 5 }) // 0 */
export function fCumulative(f: number, degrees: FDegrees): number {
  return Math.exp(logLowerBeta(degrees.numerator / 2, degrees.denominator / 2, pointOf(f, degrees)));
}

function pointOf(f: number, { numerator, denominator }: FDegrees): UnitPoint {
  if (!(f >= 0)) throw new RangeError(`${f} is not 0 or more`);
  return unitPointOfOdds(f * (numerator / denominator));
}
