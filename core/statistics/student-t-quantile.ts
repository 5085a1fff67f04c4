import { upperBetaInverse } from './incomplete-beta-inverse.ts';

/**
 * The t with P(T <= t) = probability for Student's t distribution.
 * @param probability in (0, 1)
 * @param degreesOfFreedom 0.02 to 1e7
 * @throws RangeError when an argument is out of bounds
 * @example studentTQuantile(0.975, 10).toFixed(9) // '2.228138852'
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  return -studentTUpperQuantile(probability, degreesOfFreedom);
}

/**
 * The t with P(T >= t) = tail. Relative error below 1e-10 for tails from 1e-300.
 * @param tail in (0, 1)
 * @returns Infinity where the quantile is no double
 * @example studentTUpperQuantile(0.25, 1).toFixed(12) // '1.000000000000'
 * @see Abramowitz and Stegun (1964), 26.7.1
 */
export function studentTUpperQuantile(tail: number, degreesOfFreedom: number): number {
  if (!(tail > 0 && tail < 1)) throw new RangeError(`${tail} is not between 0 and 1`);
  if (tail > 0.5) return -studentTUpperQuantile(1 - tail, degreesOfFreedom);
  if (tail === 0.5) return 0;
  // t^2 / df is the odds of a beta variable with shapes 1/2 and df / 2.
  const { logX, logY } = upperBetaInverse(2 * tail, 0.5, degreesOfFreedom / 2);
  return Math.sqrt(degreesOfFreedom) * Math.exp((logX - logY) / 2);
}
