import { type NotApplicable, pairCounts, sharesOf } from './divergence.ts';
import type { NoisyDivergence } from './jensen-shannon.ts';
import { nullExpectation } from './null-expectation.ts';

/**
 * Total variation between two samples over the same bins or categories: sum of |p - q| / 2, the share of rows that
 * would have to change their category.
 *
 * In [0, 1], a metric. The easiest distance to explain and one of the noisiest: over many categories it reads
 * `expected` by chance, about sum of sqrt (share (1/n + 1/m) / (2 pi)). It has no test of its own; use chi-square.
 * @param baseline rows per bin or category, shape (bins,)
 * @param window   rows per bin or category, same bins
 * @throws BaselineMismatchError when the lengths differ
 * @example totalVariation([1, 3], [3, 1]).effect // 0.5
 * @see Levin and Peres (2017), Markov chains and mixing times, 4.1
 */
export function totalVariation(
  baseline: readonly number[],
  window: readonly number[],
): NoisyDivergence | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  const statistic = Math.min(
    1,
    sharesOf(pair).reduce((sum, [p, q]) => sum + termOf(p, q), 0),
  );
  const expected = nullExpectation(pair, termOf);
  return {
    ...{ isApplicable: true, statistic, effect: statistic, expected },
    ...{ excess: Math.max(0, statistic - expected), pValue: 'no-test' },
  };
}

function termOf(p: number, q: number): number {
  return Math.abs(p - q) / 2;
}
