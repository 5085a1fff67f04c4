import { meanMetric } from './metrics.ts';
import { type Binning, reliabilityBins } from './reliability-bins.ts';

/** score = reliability - resolution + uncertainty + withinBins, all but the last at least 0. */
export interface BrierDecomposition {
  /** The Brier score itself: mean (prediction - label)^2. */
  readonly score: number;
  /** Mean squared distance of predicted and observed shares; 0 when calibrated. */
  readonly reliability: number;
  /** Variance of the observed share between bins: how well the model tells rows apart. */
  readonly resolution: number;
  /** Variance of the labels, which no model changes. */
  readonly uncertainty: number;
  /** What the bins hide: predictions that differ within a bin. 0 when each bin has one prediction. */
  readonly withinBins: number;
}

/**
 * Murphy's decomposition of the Brier score, with the term that makes it hold for predictions in bins.
 * @param predictions probabilities, in [0, 1]
 * @param labels      0 or 1 per row
 * @throws RangeError when there are no rows, lengths differ, or a value is out of bounds
 * @example brierDecomposition([0.5, 0.5], [0, 1], { by: 'width', bins: 2 }).uncertainty // 0.25
 * @see Murphy (1973), A new vector partition of the probability score; Stephenson, Coelho and Jolliffe (2008)
 */
export function brierDecomposition(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  binning: Binning,
): BrierDecomposition {
  const bins = reliabilityBins(predictions, labels, binning);
  const rows = labels.length;
  const positives = bins.reduce((sum, bin) => sum + bin.rows * bin.positiveShare, 0) / rows;
  const mean = (valueOf: (bin: (typeof bins)[number]) => number) =>
    bins.reduce((sum, bin) => sum + bin.rows * valueOf(bin), 0) / rows;
  const score = meanMetric('brier', predictions, labels);
  const reliability = mean((bin) => (bin.meanPrediction - bin.positiveShare) ** 2);
  const resolution = mean((bin) => (bin.positiveShare - positives) ** 2);
  const uncertainty = positives * (1 - positives);
  return {
    score,
    reliability,
    resolution,
    uncertainty,
    withinBins: score - reliability + resolution - uncertainty,
  };
}
