import { lowerBetaInverse, upperBetaInverse } from './incomplete-beta-inverse.ts';

/**
 * The x with P(X <= x) = probability for the beta distribution.
 * Relative error below 1e-10 for probabilities from 1e-300, shapes from 0.01 with a sum to 1e7.
 * @param probability in (0, 1)
 * @param a shape, >= 0.01
 * @param b shape, >= 0.01
 * @returns in [0, 1]
 * @throws RangeError when an argument is out of bounds
 * @example betaQuantile(0.5, 4, 4).toFixed(12) // '0.500000000000'
 * @see Abramowitz and Stegun (1964), 26.5.1
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  const { logX, logY } = lowerBetaInverse(probability, a, b);
  return logX < logY ? Math.exp(logX) : -Math.expm1(logY);
}

/** The x with P(X >= x) = tail. @example betaUpperQuantile(1e-20, 1, 2).toFixed(12) // '0.999999999900' */
export function betaUpperQuantile(tail: number, a: number, b: number): number {
  const { logX, logY } = upperBetaInverse(tail, a, b);
  return logX < logY ? Math.exp(logX) : -Math.expm1(logY);
}
