import { type Share, shareTest } from './share-test.ts';
import type { TestOutcome } from './test-outcome.ts';

/** Of the baseline's rows, on each side. */
export const TAIL = 0.01;

/**
 * Did extreme values become more or fewer? Share of rows in the outermost bins, those that held at most TAIL of the
 * baseline's rows on that side, by the exact test of shares.
 *
 * Below the lowest value and above the last edge belong to the tails, so that values outside the range of training
 * are seen whatever their size. A column whose lowest value is frequent has only what lies below it as its tail.
 *
 * Rank tests hardly see it when a hundredth of the rows goes astray: the other ranks stay.
 * @param baseline rows per bin in the order of values, shape (bins,)
 * @param window   rows per bin, same bins
 * @returns undefined when a side has no rows, or none lies in the tail
 * @example tailShare([1, 98, 1], [0, 1, 1], 'upper').effect // 0.49
 * @see shareTest
 */
export function tailShare(
  baseline: readonly number[],
  window: readonly number[],
  side: 'lower' | 'upper',
): TestOutcome | undefined {
  const [before, now] = side === 'lower' ? [baseline, window] : [baseline.toReversed(), window.toReversed()];
  const rows = sum(before);
  let [bins, count] = [0, 0];
  while (bins < before.length && count + (before[bins] ?? 0) <= TAIL * rows) {
    count += before[bins] ?? 0;
    bins += 1;
  }
  const inTail: Share = { count: sum(now.slice(0, bins)), rows: sum(now) };
  return shareTest({ count, rows }, inTail);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
