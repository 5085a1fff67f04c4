import { betaQuantile, betaUpperQuantile } from './beta-quantile.ts';

/**
 * Exact confidence interval of a proportion: the probabilities that two one-sided binomial tests at half the
 * error each do not reject.
 *
 *   low: P(X >= successes) = (1 - level) / 2, high: P(X <= successes) = (1 - level) / 2.
 *
 * Covers at least `level` whatever the truth, at the price of width; Wilson's is shorter and covers it on average.
 * @param successes integer, 0 to trials
 * @param trials    integer, 1 to 1e7
 * @param level     confidence, in (0, 1)
 * @returns 0 <= low < high <= 1, relative error of low and of 1 - high below 1e-10 as far as a double holds it
 * @throws RangeError when an argument is out of bounds
 * @example clopperPearsonInterval(0, 10, 0.95).high.toFixed(9) // '0.308497108'
 * @see Clopper and Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the binomial
 */
export function clopperPearsonInterval(
  successes: number,
  trials: number,
  level: number,
): { readonly low: number; readonly high: number } {
  if (!(Number.isInteger(trials) && trials >= 1))
    throw new RangeError(`${trials} trials are not 1, 2 or more`);
  if (!(Number.isInteger(successes) && successes >= 0 && successes <= trials))
    throw new RangeError(`${successes} successes are not a whole number from 0 to ${trials}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level ${level} is not between 0 and 1`);
  const tail = (1 - level) / 2;
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaUpperQuantile(tail, successes + 1, failures),
  };
}
