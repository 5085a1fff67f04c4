import type { MetricName } from '../../config/problem.ts';
import { MEAN_METRICS } from '../../training/metrics.ts';
import { aucParts } from './auc-parts.ts';

/**
 * What each row adds to the loss that a metric stands for: their mean is the loss, and their spread over blocks is
 * its own. For a metric that is a mean this is the row's loss; for the area under the curve, which is a mean over pairs, its
 * linear part (1 - AUC is the loss). Weighted rows are first multiplied by weight / mean weight around the weighted loss.
 *
 * @param weights of the rows, >= 0; default: all alike
 * @returns NaN everywhere where the metric is not defined
 * @example [...rowLosses('mae', [1, 3], [0, 0])] // [1, 3]
 */
export function rowLosses(
  metric: MetricName,
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: Float64Array,
): Float64Array {
  if (metric === 'auc') return aucParts(predictions, labels, weights).map((part) => 1 - part);
  const { loss } = MEAN_METRICS[metric];
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < losses.length; row += 1)
    losses[row] = loss(predictions[row] ?? Number.NaN, labels[row] ?? Number.NaN);
  if (weights === undefined) return losses;
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = losses.reduce((sum, own, row) => sum + own * (weights[row] ?? 0), 0) / all;
  return losses.map((own, row) => mean + ((weights[row] ?? 0) * losses.length * (own - mean)) / all);
}

/**
 * The metric that a mean loss stands for.
 * @example metricOfLoss('rmse', 4) // 2
 * @example metricOfLoss('auc', 0.25) // 0.75
 */
export function metricOfLoss(metric: MetricName, loss: number): number {
  return metric === 'auc' ? 1 - loss : MEAN_METRICS[metric].finish(loss);
}
