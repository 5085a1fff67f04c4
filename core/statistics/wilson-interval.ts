import { normalUpperQuantile } from './normal-quantile.ts';

/**
 * Confidence interval of a proportion by the score test: the p with |successes / n - p| <= z sqrt(p (1 - p) / n), which are
 * those between the roots of (n + z^2) p^2 - (2 successes + z^2) p + successes^2 / n.
 *
 * Covers `level` on average, at single proportions a little more or less; never leaves [0, 1]. Where at least `level` is
 * promised, use Clopper and Pearson's. The larger root comes from the formula and the smaller from the
 * product of both, so that neither is a difference of near equals.
 * @param successes integer, 0 to trials
 * @param trials    integer, >= 1
 * @param level     confidence, in (0, 1)
 * @returns 0 <= low < high <= 1
 * @throws RangeError when an argument is out of bounds
 * @example wilsonInterval(0, 10, 0.95).high.toFixed(9) // '0.277532800'
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  level: number,
): { readonly low: number; readonly high: number } {
  if (!(Number.isInteger(trials) && trials >= 1))
    throw new RangeError(`${trials} trials are not 1, 2 or more`);
  if (!(Number.isInteger(successes) && successes >= 0 && successes <= trials))
    throw new RangeError(`${successes} successes are not a whole number from 0 to ${trials}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level ${level} is not between 0 and 1`);
  const z = normalUpperQuantile((1 - level) / 2);
  const failures = trials - successes;
  const root = z * Math.sqrt(z * z + (4 * successes * failures) / trials);
  const high = (2 * successes + z * z + root) / (2 * (trials + z * z));
  return { low: (successes * successes) / trials / ((trials + z * z) * high), high: Math.min(1, high) };
}
