import { type Divergence, type NotApplicable, pairCounts, sharesOf } from './divergence.ts';
import { homogeneityTail } from './homogeneity-tail.ts';
import { nullExpectation } from './null-expectation.ts';

export interface NoisyDivergence extends Divergence {
  /** What the statistic reads on average when nothing changed, with these rows and bins. */
  readonly expected: number;
  /** The statistic less that, at least 0: comparable between windows of different size. */
  readonly excess: number;
}

export interface JensenShannon extends NoisyDivergence {
  /** Square root of the divergence, a metric in [0, 1]. */
  readonly distance: number;
}

/**
 * Jensen-Shannon divergence between two samples over the same bins or categories, in bits:
 *
 *   JS = sum of (p log2 (p / s) + q log2 (q / s)) / 2,   s = (p + q) / 2
 *
 * In [0, 1], symmetric, 1 for shares that do not overlap; empty bins need no floor. Its noise grows with the bins and
 * falls with the rows: compare it with `expected`, or use `excess`. The p-value is first order (homogeneityTail).
 *
 * Prefer it to the stability index for categories, where a floor would decide; order of bins plays no part, so that
 * for numbers a distance in the order of values sees shifts earlier.
 * @param baseline rows per bin or category, shape (bins,)
 * @param window   rows per bin or category, same bins
 * @throws BaselineMismatchError when the lengths differ
 * @example jensenShannon([3, 0], [0, 5]).distance // 1
 * @example jensenShannon([3, 1], [6, 2]).effect // 0
 * @see Lin (1991), Divergence measures based on the Shannon entropy; Endres and Schindelin (2003) for the metric
 */
export function jensenShannon(
  baseline: readonly number[],
  window: readonly number[],
): JensenShannon | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  const sum = sharesOf(pair).reduce((all, [p, q]) => all + bitsOf(p, q), 0);
  const statistic = Math.min(1, Math.max(0, sum));
  const expected = nullExpectation(pair, bitsOf);
  return {
    ...{ isApplicable: true, statistic, effect: statistic, distance: Math.sqrt(statistic) },
    ...{ expected, excess: Math.max(0, statistic - expected) },
    pValue: homogeneityTail(8 * Math.LN2 * statistic, pair),
  };
}

/**
 * What one bin adds. With d = (p - q) / (p + q) it is (p + q) / 4 times (1 + d) ln (1 + d) + (1 - d) ln (1 - d),
 * which near 0 is d^2 + d^4 / 6 + d^6 / 15: the obvious form would lose the digits of small divergences.
 */
function bitsOf(p: number, q: number): number {
  const both = p + q;
  if (both === 0) return 0;
  const d = (p - q) / both;
  if (Math.abs(d) === 1) return both / 2;
  const square = d * d;
  const nats =
    square < 1e-4
      ? square * (1 + square * (1 / 6 + square * (1 / 15 + square / 28)))
      : (1 + d) * Math.log1p(d) + (1 - d) * Math.log1p(-d);
  return (both * nats) / (4 * Math.LN2);
}
