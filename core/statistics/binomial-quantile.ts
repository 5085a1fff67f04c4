import { logBinomialCumulative, logBinomialSurvival, type Trials } from './binomial-survival.ts';

/**
 * The smallest number of successes k with P(X <= k) >= probability, by bisection: at most 24 tails.
 * A tail that equals the probability to 1e-12 counts as reaching it, since rounding would decide otherwise.
 * @param probability in (0, 1)
 * @returns integer in [0, trials]
 * @throws RangeError when an argument is out of bounds
 * @example binomialQuantile(0.5, { trials: 10, probability: 0.5 }) // 5
 */
export function binomialQuantile(probability: number, trials: Trials): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`${probability} is not between 0 and 1`);
  let [below, reached] = [-1, trials.trials];
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (isReached(middle, probability, trials)) reached = middle;
    else below = middle;
  }
  return reached;
}

/** Asked of the smaller tail. */
function isReached(successes: number, probability: number, trials: Trials): boolean {
  return probability <= 0.5
    ? logBinomialCumulative(successes, trials) >= Math.log(probability) - EQUAL
    : logBinomialSurvival(successes + 1, trials) <= Math.log1p(-probability) + EQUAL;
}

const EQUAL = 1e-12;
