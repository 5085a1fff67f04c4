import { type NotApplicable, rowsOf } from './divergence.ts';
import { type ProportionChange, twoProportionTest } from './two-proportion.ts';

export interface MissingRateChange extends ProportionChange {
  /** Change of the missing rate in percentage points, in [-100, 100]; positive: more is missing. */
  readonly points: number;
}

/**
 * Change of the share of missing values, by the two-proportion test over all rows.
 *
 * Says nothing of the values that are there; a feature that is all missing has this figure and no other.
 * @param baseline rows per bin with the missing ones last, shape (bins,)
 * @param window   rows per bin with the missing ones last
 * @example missingRateChange([3, 1], [1, 1]).points // 25
 * @example missingRateChange([3, 1], [0, 0]) // { isApplicable: false, reason: 'no-window-rows' }
 * @see twoProportionTest
 */
export function missingRateChange(
  baseline: readonly number[],
  window: readonly number[],
): MissingRateChange | NotApplicable {
  const test = twoProportionTest(missingOf(baseline), missingOf(window));
  return test.isApplicable ? { ...test, points: 100 * test.change } : test;
}

function missingOf(counts: readonly number[]) {
  return { count: counts.at(-1) ?? 0, rows: rowsOf(counts) };
}
