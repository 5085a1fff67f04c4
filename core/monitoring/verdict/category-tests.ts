import { chiSquareTest } from '../chi-square.ts';
import { largestShare } from './largest-share.ts';
import { locationShift } from './location-shift.ts';
import { type NamedTest, namedTest } from './named-test.ts';
import { shareTest } from './share-test.ts';
import type { TestOutcome } from './test-outcome.ts';

/**
 * Tests of a column of few values: shares together, the share that changed most, rows outside of training's values,
 * and the order of the values, since most such columns count something.
 *
 * A value that training never had and that lies between two it had is counted with the upper one: it shows in the
 * shares only.
 * @param baseline rows per value in order, between what lies below all and above all; no missing ones
 * @param window   the same for the window
 * @example categoryTests([0, 9, 9, 0], [0, 9, 9, 0]).map(({ test }) => test) // ['chi-square', 'largest-share', 'wilcoxon']
 */
export function categoryTests(baseline: readonly number[], window: readonly number[]): readonly NamedTest[] {
  return [
    ...namedTest('chi-square', 4, sharesTogether(baseline, window)),
    ...namedTest('largest-share', 4, largestShare(baseline, window)),
    ...namedTest('wilcoxon', 2, locationShift(baseline, window)),
    ...namedTest('new-value-share', 2, shareTest(outside(baseline), outside(window))),
  ];
}

/** Effect: half the sum of all changes of shares, the share of rows that lie elsewhere now. */
function sharesTogether(baseline: readonly number[], window: readonly number[]): TestOutcome | undefined {
  const test = chiSquareTest(baseline, window);
  const [rows, rowsNow] = [sum(baseline), sum(window)];
  const moved = baseline.map((count, bin) => Math.abs(count / rows - (window[bin] ?? 0) / rowsNow));
  return test && { statistic: test.statistic, effect: sum(moved) / 2, pValue: test.pValue };
}

function outside(counts: readonly number[]) {
  return { count: (counts[0] ?? 0) + (counts.at(-1) ?? 0), rows: sum(counts) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
