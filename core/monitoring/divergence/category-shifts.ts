import { holmAdjust } from '../../training/holm.ts';
import { type Divergence, type NotApplicable, pairCounts } from './divergence.ts';
import { twoProportionTest } from './two-proportion.ts';

export interface CategoryShift {
  /** Index of the category in the counts as given. */
  readonly category: number;
  /** Share in the window less share in the baseline. */
  readonly change: number;
  readonly z: number;
  readonly pValue: number;
  /** Adjusted by Holm over the categories: below a level, the category changed. */
  readonly adjustedPValue: number;
}

export interface CategoryShifts extends Divergence {
  /** Those with rows on a side, most significant first. */
  readonly shifts: readonly CategoryShift[];
}

/**
 * Two-proportion test of each category against all others, and of the largest of them.
 *
 * statistic is the |z| of the most significant one, pValue its p-value corrected for having looked at k categories by
 * Sidak: 1 - (1 - p)^k, which holds for normal z whatever their correlation. The effect is the largest |change|, which
 * may be another category's.
 *
 * Prefer it to chi-square when few categories of many changed, and to name them; chi-square sees many small changes.
 * @param baseline rows per category, shape (categories,)
 * @param window   rows per category, same categories
 * @throws BaselineMismatchError when the lengths differ
 * @example categoryShifts([50, 50, 0], [50, 40, 10]).shifts[0].category // 2
 * @see Sidak (1967), Rectangular confidence regions; Holm (1979)
 */
export function categoryShifts(
  baseline: readonly number[],
  window: readonly number[],
): CategoryShifts | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  const tests = pair.positions.flatMap((category, bin) => {
    const before = { count: pair.baseline[bin] ?? 0, rows: pair.baselineRows };
    const test = twoProportionTest(before, { count: pair.window[bin] ?? 0, rows: pair.windowRows });
    if (!test.isApplicable || typeof test.pValue !== 'number') return [];
    return [{ category, change: test.change, z: test.statistic, pValue: test.pValue }];
  });
  const adjusted = holmAdjust(tests.map(({ pValue }) => pValue));
  const shifts = tests
    .map((test, index): CategoryShift => ({ ...test, adjustedPValue: adjusted[index] ?? 1 }))
    .toSorted((a, b) => a.pValue - b.pValue || Math.abs(b.z) - Math.abs(a.z) || a.category - b.category);
  const [first] = shifts;
  if (first === undefined)
    return { isApplicable: true, statistic: 0, effect: 0, pValue: 'one-bin', shifts: [] };
  return {
    ...{ isApplicable: true, statistic: Math.abs(first.z), shifts },
    effect: shifts.reduce((most, { change }) => Math.max(most, Math.abs(change)), 0),
    pValue: first.pValue === 1 ? 1 : -Math.expm1(shifts.length * Math.log1p(-first.pValue)),
  };
}
