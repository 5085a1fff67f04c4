import { normalSurvival } from '../../statistics/normal-survival.ts';
import { type Divergence, LEAST_ROWS, type NotApplicable } from './divergence.ts';
import { deviationOf, type Moments } from './moments.ts';

export interface MeanShift extends Divergence {
  /** In standard deviations of the baseline; positive: the window's mean is higher. */
  readonly shift: number;
}

/**
 * Standardized mean shift: (mean of the window - mean of the baseline) / standard deviation of the baseline (Glass's
 * delta), with the large-sample test z = difference of the means / sqrt (s1^2 / n + s2^2 / m).
 *
 * The baseline's deviation is the unit because the window's may be part of the change. Blind to changes that leave
 * the mean, and moved by a single absurd value, which no distance over bins is; sees shifts outside the range of
 * training, which are one bin to all of those.
 * @param baseline moments of the values that are there
 * @param window   the same of the window
 * @returns pValue 'few-rows' below LEAST_ROWS on a side; not applicable when the baseline has one value only
 * @example meanShift(binnedMoments([20, 20], [0, 2]), binnedMoments([10, 30], [0, 2])).shift // 0.5
 * @see Glass (1976), Primary, secondary and meta-analysis of research; Welch (1938)
 */
export function meanShift(baseline: Moments, window: Moments): MeanShift | NotApplicable {
  if (baseline.rows === 0) return { isApplicable: false, reason: 'no-baseline-rows' };
  if (window.rows === 0) return { isApplicable: false, reason: 'no-window-rows' };
  const deviation = deviationOf(baseline);
  if (deviation === 0) return { isApplicable: false, reason: 'constant-baseline' };
  const shift = (window.mean - baseline.mean) / deviation;
  const error = Math.sqrt(1 / baseline.rows + (deviationOf(window) / deviation) ** 2 / window.rows);
  const statistic = shift / error;
  const pValue =
    Math.min(baseline.rows, window.rows) < LEAST_ROWS
      ? ('few-rows' as const)
      : 2 * normalSurvival(Math.abs(statistic));
  return { isApplicable: true, statistic, effect: Math.abs(shift), shift, pValue };
}
