import { shareTest } from './share-test.ts';
import type { TestOutcome } from './test-outcome.ts';

/**
 * Did one value become more or less frequent? The bin whose share changed most in standard errors, by the exact test
 * of shares; p = 1 - (1 - p of that bin)^bins, since the largest of many was picked.
 *
 * Sees what rank tests do not: a default value that a broken source fills in, or one category among many.
 * @param baseline rows per bin, shape (bins,)
 * @param window   rows per bin, same bins
 * @returns undefined when a side has no rows or all rows lie in one bin
 * @example largestShare([5, 5, 0], [5, 5, 0]) // { statistic: 0, effect: 0, pValue: 1 }
 * @see Sidak (1967), Rectangular confidence regions
 */
export function largestShare(
  baseline: readonly number[],
  window: readonly number[],
): TestOutcome | undefined {
  const [m, n] = [sum(baseline), sum(window)];
  let [bins, largest, at] = [0, -1, 0];
  for (let bin = 0; bin < baseline.length; bin += 1) {
    const [before, now] = [baseline[bin] ?? 0, window[bin] ?? 0];
    if (before + now === 0) continue;
    bins += 1;
    const pooled = (before + now) / (m + n);
    // Squared and without the common factor: enough to find the largest.
    const size = pooled === 1 ? 0 : (now / n - before / m) ** 2 / (pooled * (1 - pooled));
    if (size > largest) [largest, at] = [size, bin];
  }
  const test = shareTest({ count: baseline[at] ?? 0, rows: m }, { count: window[at] ?? 0, rows: n });
  if (test === undefined) return undefined;
  return { ...test, pValue: test.pValue === 1 ? 1 : -Math.expm1(bins * Math.log1p(-test.pValue)) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
