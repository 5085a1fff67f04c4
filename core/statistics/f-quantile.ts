import type { FDegrees } from './f-survival.ts';
import { type LogUnitPoint, lowerBetaInverse, upperBetaInverse } from './incomplete-beta-inverse.ts';

/**
 * The f with P(X <= f) = probability for the F distribution.
 * Relative error below 1e-10 for probabilities from 1e-300.
 * @param probability in (0, 1)
 * @returns >= 0
 * @throws RangeError when an argument is out of bounds
 * @example fQuantile(0.5, { numerator: 4, denominator: 4 }).toFixed(12) // '1.000000000000'
 * @see Abramowitz and Stegun (1964), 26.6.2
 */
export function fQuantile(probability: number, degrees: FDegrees): number {
  return ratioAt(lowerBetaInverse(probability, degrees.numerator / 2, degrees.denominator / 2), degrees);
}

/** The f with P(X >= f) = tail. @example fUpperQuantile(0.05, { numerator: 2, denominator: 10 }).toFixed(9) // '4.102821015' */
export function fUpperQuantile(tail: number, degrees: FDegrees): number {
  return ratioAt(upperBetaInverse(tail, degrees.numerator / 2, degrees.denominator / 2), degrees);
}

function ratioAt({ logX, logY }: LogUnitPoint, { numerator, denominator }: FDegrees): number {
  return (denominator / numerator) * Math.exp(logX - logY);
}
