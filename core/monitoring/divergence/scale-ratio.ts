import { normalSurvival } from '../../statistics/normal-survival.ts';
import { type Divergence, LEAST_ROWS, type NotApplicable } from './divergence.ts';
import { deviationOf, type Moments } from './moments.ts';

export interface ScaleRatio extends Divergence {
  /** ln (deviation of the window / deviation of the baseline); positive: the window is wider. */
  readonly logRatio: number;
}

/**
 * Logarithm of the ratio of the standard deviations, with the large-sample test z = logRatio / error,
 * error^2 = (k1 - 1) / (4 n) + (k2 - 1) / (4 m), k = kurtosis of a side (3 for normal values).
 *
 * Unlike the F test it does not take values for normal, so that long tails give no false alarms; doubling is 0.69,
 * halving -0.69. Heavy tails need thousands of rows until the kurtosis is known.
 * @param baseline moments of the values that are there
 * @param window   the same of the window
 * @returns pValue 'few-rows' below LEAST_ROWS on a side, or when two values in equal numbers leave no error
 * @example scaleRatio(binnedMoments([9, 9], [0, 1]), binnedMoments([9, 9], [0, 1])).effect // 0
 * @example scaleRatio(binnedMoments([9, 9], [0, 1]), binnedMoments([9], [0])) // { isApplicable: false, reason: 'constant-window' }
 * @see Box (1953), Non-normality and tests on variances; Layard (1973), Robust large-sample tests for homogeneity
 */
export function scaleRatio(baseline: Moments, window: Moments): ScaleRatio | NotApplicable {
  if (baseline.rows === 0) return { isApplicable: false, reason: 'no-baseline-rows' };
  if (window.rows === 0) return { isApplicable: false, reason: 'no-window-rows' };
  const [before, now] = [deviationOf(baseline), deviationOf(window)];
  if (before === 0) return { isApplicable: false, reason: 'constant-baseline' };
  if (now === 0) return { isApplicable: false, reason: 'constant-window' };
  const logRatio = Math.log(now / before);
  const error = Math.sqrt(errorSquareOf(baseline) + errorSquareOf(window));
  const result = { isApplicable: true, effect: Math.abs(logRatio), logRatio } as const;
  if (Math.min(baseline.rows, window.rows) < LEAST_ROWS || error === 0)
    return { ...result, statistic: logRatio, pValue: 'few-rows' };
  const statistic = logRatio / error;
  return { ...result, statistic, pValue: 2 * normalSurvival(Math.abs(statistic)) };
}

/** Of ln of a deviation; rounding can bring a kurtosis of 1 below it. */
function errorSquareOf({ rows, squares, fourths }: Moments): number {
  const kurtosis = (fourths / squares / squares) * rows;
  return kurtosis - 1 < 1e-12 ? 0 : (kurtosis - 1) / (4 * rows);
}
