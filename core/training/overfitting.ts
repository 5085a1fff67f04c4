import type { MetricName } from '../config/problem.ts';
import { isLowerBetter } from './metrics.ts';

/** How much worse a model is on rows that it did not see, or that nobody knows how it was on those that it did. */
export type OverfittingEvidence =
  | { readonly state: 'not-recorded' }
  | { readonly state: 'measured'; readonly training: number; readonly gapPercent: number };

/**
 * The gap between hold-out and training, in percent of the training metric; below 0 when the hold-out is easier.
 *
 * A large gap alone says that the model learned its rows by heart, or that the newest days differ from those before: the
 * floor and the champion tell which.
 * @param training as the script recorded it; undefined where it recorded none
 * @example overfittingGap('rmse', 10, 8) // { state: 'measured', training: 8, gapPercent: 25 }
 * @example overfittingGap('auc', 0.6, 0.8).gapPercent.toFixed(6) // '25.000000'
 * @example overfittingGap('rmse', 10, undefined) // { state: 'not-recorded' }
 */
export function overfittingGap(
  metric: MetricName,
  holdout: number,
  training: number | undefined,
): OverfittingEvidence {
  if (training === undefined) return { state: 'not-recorded' };
  const worse = isLowerBetter(metric) ? holdout - training : training - holdout;
  return { state: 'measured', training, gapPercent: (100 * worse) / Math.abs(training) };
}
