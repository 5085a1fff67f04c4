import { type Divergence, type NotApplicable, pairCounts, sharesOf } from './divergence.ts';

export interface LargestShareChange extends Divergence {
  /** Index of the category that changed most, in the order given; the first of equals. */
  readonly category: number;
  /** Its share in the window less that in the baseline, in [-1, 1]. */
  readonly change: number;
}

/**
 * L-infinity distance between two samples over the same categories: the largest |p - q|, and whose it is.
 *
 * In [0, 1], a metric, at most the total variation. Says what to look at; a change of many categories by a little
 * is invisible to it. It has no test of its own: categoryShifts has one, corrected for the number of categories.
 * @param baseline rows per category, shape (categories,)
 * @param window   rows per category, same categories
 * @throws BaselineMismatchError when the lengths differ
 * @example largestShareChange([1, 3], [3, 1]).category // 0
 * @example largestShareChange([4, 0], [3, 1]).effect // 0.25
 * @see Schelter et al. (2018), Automating large-scale data quality verification, which uses it for categories
 */
export function largestShareChange(
  baseline: readonly number[],
  window: readonly number[],
): LargestShareChange | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  let [at, change] = [0, 0];
  sharesOf(pair).forEach(([p, q], bin) => {
    if (Math.abs(q - p) <= Math.abs(change)) return;
    [at, change] = [bin, q - p];
  });
  const effect = Math.abs(change);
  return {
    ...{ isApplicable: true, statistic: effect, effect, pValue: 'no-test' },
    ...{ category: pair.positions[at] ?? 0, change },
  };
}
