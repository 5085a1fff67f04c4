import { normalQuantile } from '../../statistics/normal-quantile.ts';
import { midRanks, scoreTest } from './score-test.ts';
import type { TestOutcome } from './test-outcome.ts';

/**
 * Did the values move up or down? Wilcoxon's rank-sum test on counts per bin, with mid-ranks for ties.
 *
 * Effect: d = sqrt 2 times the normal quantile of P(window's value > baseline's) + P(equal) / 2: the shift in
 * standard deviations, if the values were normal. For other laws it is the shift of a normal variable that is
 * as visible: 0.1 standard deviations of Student's t with 3 degrees of freedom are d = 0.14.
 *
 * At least 86 % as efficient as a t test on shifts of any law, 95 % on normal ones, and better with heavy tails.
 * @param baseline rows per bin in the order of values, shape (bins,)
 * @param window   rows per bin, same bins
 * @returns undefined when a side has no rows or all rows lie in one bin
 * @example locationShift([1, 1], [1, 1]) // { statistic: 0, effect: 0, pValue: 1 }
 * @see Wilcoxon (1945); Hodges and Lehmann (1956) for the efficiency
 */
export function locationShift(
  baseline: readonly number[],
  window: readonly number[],
): TestOutcome | undefined {
  const test = scoreTest(baseline, window, midRanks(baseline, window));
  if (test === undefined) return undefined;
  // Mean rank difference of the two samples = P(above) + P(equal) / 2 - 1/2, between -1/2 and 1/2.
  const above = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, 0.5 + test.difference));
  return { statistic: test.z, effect: Math.SQRT2 * normalQuantile(above), pValue: test.pValue };
}

/** Where no value overlaps the shift could be any: it is then said to be 7 standard deviations. */
const LEAST_CHANCE = 3.7e-7;
