import { normalSurvival } from '../../statistics/normal-survival.ts';
import { type Divergence, LEAST_EXPECTED, type NotApplicable } from './divergence.ts';
import { hypergeometric } from './hypergeometric.ts';

export interface Proportion {
  /** Rows that have the property, 0 to rows. */
  readonly count: number;
  readonly rows: number;
}

export interface ProportionChange extends Divergence {
  /** Share in the window less share in the baseline, in [-1, 1]. */
  readonly change: number;
  readonly method: 'normal' | 'exact';
}

/**
 * Two-proportion test: z = (q - p) / sqrt (s (1 - s) (1/n + 1/m)), s the share on both sides together.
 *
 * Two-sided p-value from the normal law where each of the four cells expects LEAST_EXPECTED rows; otherwise Fisher's
 * exact test, so that three missing values where training had none among a million are judged rightly. The effect is
 * the absolute difference of the shares.
 * @param baseline rows with the property, of how many
 * @param window   the same for the window
 * @throws RangeError when a count is not in 0 to rows
 * @example twoProportionTest({ count: 5, rows: 10 }, { count: 10, rows: 10 }).effect // 0.5
 * @example twoProportionTest({ count: 0, rows: 4 }, { count: 0, rows: 9 }).pValue // 'one-bin'
 * @see Fleiss, Levin and Paik (2003), Statistical methods for rates and proportions, 3; Fisher (1935)
 */
export function twoProportionTest(
  baseline: Proportion,
  window: Proportion,
): ProportionChange | NotApplicable {
  for (const { count, rows } of [baseline, window])
    if (!(count >= 0 && count <= rows)) throw new RangeError(`${count} is not 0 to ${rows} rows`);
  if (baseline.rows === 0) return { isApplicable: false, reason: 'no-baseline-rows' };
  if (window.rows === 0) return { isApplicable: false, reason: 'no-window-rows' };
  const rows = baseline.rows + window.rows;
  const marked = baseline.count + window.count;
  const change = window.count / window.rows - baseline.count / baseline.rows;
  const spread = Math.sqrt((marked / rows) * (1 - marked / rows) * (1 / baseline.rows + 1 / window.rows));
  const statistic = marked === 0 || marked === rows ? 0 : change / spread;
  const least = (Math.min(marked, rows - marked) * Math.min(baseline.rows, window.rows)) / rows;
  const method = least >= LEAST_EXPECTED ? 'normal' : 'exact';
  const result = { isApplicable: true, statistic, effect: Math.abs(change), change, method } as const;
  if (marked === 0 || marked === rows) return { ...result, pValue: 'one-bin' };
  if (method === 'exact') return { ...result, pValue: fisherPValue(baseline, window) };
  return { ...result, pValue: 2 * normalSurvival(Math.abs(statistic)) };
}

/** All splits that are no more likely than the one seen. */
function fisherPValue(baseline: Proportion, window: Proportion): number {
  const marked = baseline.count + window.count;
  const { from, probabilities } = hypergeometric(marked, { first: window.rows, second: baseline.rows });
  // As likely up to rounding counts as equally likely.
  const seen = (probabilities[window.count - from] ?? 0) * (1 + 1e-7);
  return Math.min(
    1,
    probabilities.reduce((sum, one) => (one <= seen ? sum + one : sum), 0),
  );
}
