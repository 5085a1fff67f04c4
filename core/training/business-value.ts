import type { MeanMetric } from './metrics.ts';

/** What one row is worth by answer and outcome, in a unit of the project's own; costs are negative. */
export interface CostMatrix {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/**
 * Mean value of a row when predictions at or above the threshold are answered yes, as a metric that a block bootstrap can draw.
 *
 * Unlike every other metric it depends on the threshold: the same scores are worth more at another one. With equal worth of
 * right and equal cost of wrong answers it is the accuracy in other units.
 * @param threshold in the unit of the predictions
 * @example businessValue({ truePositive: 10, falsePositive: -1, trueNegative: 0, falseNegative: -5 }, 0.5).loss(0.7, 0) // -1
 * @see Elkan (2001), The foundations of cost-sensitive learning
 */
export function businessValue(costs: CostMatrix, threshold: number): MeanMetric {
  return {
    loss: (prediction, label) => {
      if (Number.isNaN(prediction)) return Number.NaN;
      if (prediction >= threshold) return label === 1 ? costs.truePositive : costs.falsePositive;
      return label === 1 ? costs.falseNegative : costs.trueNegative;
    },
    finish: (mean) => mean,
  };
}
