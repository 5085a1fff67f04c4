import { type NotApplicable, pairCounts, sharesOf } from './divergence.ts';
import { homogeneityTail } from './homogeneity-tail.ts';
import type { NoisyDivergence } from './jensen-shannon.ts';
import { nullExpectation } from './null-expectation.ts';

/**
 * Hellinger distance between two samples over the same bins or categories:
 *
 *   H = sqrt (sum of (sqrt p - sqrt q)^2 / 2) = sqrt (1 - sum of sqrt (p q))
 *
 * In [0, 1], a metric, 1 for shares that do not overlap. statistic, expected and excess are of H^2, whose noise adds
 * up over bins; the effect is H. The p-value is that of Freeman and Tukey's statistic, first order.
 *
 * Between total variation and its square root: H^2 <= TV <= H sqrt 2. Prefer it to Jensen-Shannon where rare
 * categories matter, which the square root lifts.
 * @param baseline rows per bin or category, shape (bins,)
 * @param window   rows per bin or category, same bins
 * @throws BaselineMismatchError when the lengths differ
 * @example hellinger([3, 0], [0, 5]).effect // 1
 * @example hellinger([3, 1], [6, 2]).effect // 0
 * @see Hellinger (1909); Freeman and Tukey (1950), Transformations related to the angular and the square root
 */
export function hellinger(
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
    ...{ isApplicable: true, statistic, effect: Math.sqrt(statistic), expected },
    ...{ excess: Math.max(0, statistic - expected), pValue: homogeneityTail(8 * statistic, pair) },
  };
}

function termOf(p: number, q: number): number {
  return (Math.sqrt(p) - Math.sqrt(q)) ** 2 / 2;
}
