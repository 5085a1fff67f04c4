import type { MetricName } from '../config/problem.ts';

/**
 * Metrics that are a function of a mean over rows: a block bootstrap needs only a sum and a count per block.
 *
 * rmse = sqrt(mean (p - y)^2), minutes of the label's unit; mae = mean |p - y|;
 * logLoss = -mean (y ln p + (1 - y) ln (1 - p)), natural units; brier = mean (p - y)^2 for y in {0, 1}.
 */
export interface MeanMetric {
  /** The row's share of the sum. */
  readonly loss: (prediction: number, label: number) => number;
  /** From the mean loss to the metric. */
  readonly finish: (mean: number) => number;
}

/** Probabilities this close to 0 or 1 are clipped: one certain mistake must not be infinite. */
const CLIP = 1e-15;

const squared = (prediction: number, label: number) => (prediction - label) ** 2;

export const MEAN_METRICS: Readonly<Record<Exclude<MetricName, 'auc'>, MeanMetric>> = {
  rmse: { loss: squared, finish: Math.sqrt },
  mae: { loss: (prediction, label) => Math.abs(prediction - label), finish: (mean) => mean },
  brier: { loss: squared, finish: (mean) => mean },
  logLoss: {
    loss: (prediction, label) => {
      const p = Math.min(1 - CLIP, Math.max(CLIP, prediction));
      return label === 1 ? -Math.log(p) : -Math.log1p(-p);
    },
    finish: (mean) => mean,
  },
};

/** Is a smaller value better? AUC alone grows with quality. */
export function isLowerBetter(metric: MetricName): boolean {
  return metric !== 'auc';
}

/**
 * Mean of prediction - label: which way a model errs. 0 for an unbiased one.
 * @example bias([2, 4], [1, 1]) // 2
 */
export function bias(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1)
    sum += (predictions[row] ?? Number.NaN) - (labels[row] ?? Number.NaN);
  return sum / labels.length;
}

/**
 * A mean metric over all rows. NaN when any prediction is not a number.
 * @example meanMetric('mae', [1, 3], [0, 0]) // 2
 */
export function meanMetric(
  metric: Exclude<MetricName, 'auc'> | MeanMetric,
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
): number {
  const { loss, finish } = typeof metric === 'string' ? MEAN_METRICS[metric] : metric;
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) {
    sum += loss(predictions[row] ?? Number.NaN, labels[row] ?? Number.NaN);
  }
  return finish(sum / labels.length);
}
