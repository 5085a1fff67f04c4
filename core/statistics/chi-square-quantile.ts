import { logChiSquareCumulative, logChiSquareSurvival } from './chi-square-survival.ts';
import { monotoneRoot } from './monotone-root.ts';

/**
 * The x with P(X <= x) = probability for the chi-square distribution, found on the scale of ln x from the
 * logarithm of the smaller tail. Relative error below 1e-10, for probabilities from 1e-300.
 * @param probability in (0, 1)
 * @param degreesOfFreedom 0.02 to 2e7
 * @returns >= 0; 0 where the quantile is below the smallest double
 * @throws RangeError when an argument is out of bounds
 * @example chiSquareQuantile(0.95, 1).toFixed(9) // '3.841458821'
 * @see Abramowitz and Stegun (1964), table 26.8, for values
 */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`${probability} is not between 0 and 1`);
  if (probability > 0.5) return chiSquareUpperQuantile(1 - probability, degreesOfFreedom);
  const logProbability = Math.log(probability);
  const closeness = (u: number) => logChiSquareCumulative(Math.exp(u), degreesOfFreedom) - logProbability;
  const atTiny = closeness(LOG_TINY);
  // Below, P is the power x^(df / 2) and its root leaves the doubles.
  if (atTiny > 0) return Math.exp(LOG_TINY - atTiny / (degreesOfFreedom / 2));
  return solve(closeness, degreesOfFreedom);
}

/**
 * The x with P(X >= x) = tail.
 * @param tail in (0, 1)
 * @example chiSquareUpperQuantile(Math.exp(-500), 2).toFixed(9) // '1000.000000000'
 */
export function chiSquareUpperQuantile(tail: number, degreesOfFreedom: number): number {
  if (!(tail > 0 && tail < 1)) throw new RangeError(`${tail} is not between 0 and 1`);
  if (tail > 0.5) return chiSquareQuantile(1 - tail, degreesOfFreedom);
  const logTail = Math.log(tail);
  return solve((u) => logTail - logChiSquareSurvival(Math.exp(u), degreesOfFreedom), degreesOfFreedom);
}

const LOG_TINY = -100;

function solve(increasing: (logX: number) => number, degreesOfFreedom: number): number {
  const spread = Math.min(1, Math.sqrt(2 / degreesOfFreedom));
  return Math.exp(monotoneRoot(increasing, Math.log(degreesOfFreedom), spread));
}
