import { BaselineMismatchError } from '../errors.ts';

/** What a statistic says of a baseline and a window. Every figure is finite. */
export interface Divergence {
  readonly isApplicable: true;
  /** As its source defines it; may grow with the number of rows. */
  readonly statistic: number;
  /** >= 0; does not change when all counts are multiplied by one number. */
  readonly effect: number;
  /** In [0, 1] under the hypothesis that both samples come from one distribution, or why there is none. */
  readonly pValue: number | WithoutPValue;
}

/**
 * no-test: a distance, which has no test of its own. one-bin: all rows lie in one bin, so that nothing can differ.
 * sparse: LEAST_EXPECTED rows are not expected in every bin. few-rows: LEAST_ROWS are not there on both sides.
 */
export type WithoutPValue = 'no-test' | 'one-bin' | 'sparse' | 'few-rows';

/** Nothing can be said, and why. constant: there is no spread that a change could be measured in. */
export interface NotApplicable {
  readonly isApplicable: false;
  readonly reason: 'no-baseline-rows' | 'no-window-rows' | 'constant-baseline' | 'constant-window';
}

/** Below this many expected rows in a cell the chi-square law does not hold (Cochran 1954). */
export const LEAST_EXPECTED = 5;
/** Below this many rows a mean is not normal enough for a test. */
export const LEAST_ROWS = 30;

/** Two samples counted in the same bins, without the bins that are empty on both sides. */
export interface PairedCounts {
  readonly isApplicable: true;
  readonly baseline: readonly number[];
  readonly window: readonly number[];
  readonly baselineRows: number;
  readonly windowRows: number;
  /** Where each bin stood in the counts as given. */
  readonly positions: readonly number[];
}

/**
 * @param baseline rows per bin or category, integers >= 0
 * @param window   rows per bin or category, same bins
 * @throws BaselineMismatchError when the lengths differ
 * @throws RangeError when a count is negative or not finite
 * @example pairCounts([1, 0, 2], [3, 0, 0]).window // [3, 0]
 * @example pairCounts([1], [0]) // { isApplicable: false, reason: 'no-window-rows' }
 */
export function pairCounts(
  baseline: readonly number[],
  window: readonly number[],
): PairedCounts | NotApplicable {
  if (baseline.length !== window.length) {
    throw new BaselineMismatchError('two samples are counted in other bins', {
      received: `${window.length} bins`,
      allowed: `the ${baseline.length} bins of the baseline`,
      fix: 'count the window in the bins of the baseline it is compared with',
    });
  }
  const baselineRows = rowsOf(baseline);
  const windowRows = rowsOf(window);
  if (baselineRows === 0) return { isApplicable: false, reason: 'no-baseline-rows' };
  if (windowRows === 0) return { isApplicable: false, reason: 'no-window-rows' };
  const positions = baseline.flatMap((count, bin) => (count + (window[bin] ?? 0) > 0 ? [bin] : []));
  return {
    isApplicable: true,
    baseline: positions.map((bin) => baseline[bin] ?? 0),
    window: positions.map((bin) => window[bin] ?? 0),
    baselineRows,
    windowRows,
    positions,
  };
}

/**
 * @throws RangeError when a count is negative or not finite
 * @example rowsOf([1, 2]) // 3
 */
export function rowsOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => {
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY))
      throw new RangeError(`${count} is not a number of rows`);
    return sum + count;
  }, 0);
}

/** Share of rows per bin on both sides, bin by bin. @example sharesOf(pairCounts([1, 3], [2, 2])) // [[0.25, 0.5], [0.75, 0.5]] */
export function sharesOf(pair: PairedCounts): readonly (readonly [baseline: number, window: number])[] {
  return pair.baseline.map((count, bin) => [
    count / pair.baselineRows,
    (pair.window[bin] ?? 0) / pair.windowRows,
  ]);
}
