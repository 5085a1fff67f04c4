import type { ReliabilityBin } from './reliability-bins.ts';

export interface CalibrationError {
  /** ECE: mean distance of predicted and observed share, bins weighted by rows; in [0, 1]. */
  readonly expected: number;
  /** MCE: the largest distance of any bin; in [0, 1]. */
  readonly largest: number;
}

/**
 * How far predicted probabilities lie from observed shares:
 * expected = sum over bins of rows / n |positiveShare - meanPrediction|.
 *
 * Biased upwards: a calibrated model shows about sqrt (2 bins p (1 - p) / (pi n)), so that models are comparable at one
 * number of rows and one binning only. The Brier score needs no bins and also rewards telling rows apart.
 * @param bins from reliabilityBins
 * @throws RangeError when there are none
 * @example calibrationError([{ rows: 4, meanPrediction: 0.5, positiveShare: 0.75 }]) // { expected: 0.25, largest: 0.25 }
 * @see Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning
 */
export function calibrationError(bins: readonly ReliabilityBin[]): CalibrationError {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (!(rows > 0)) throw new RangeError('a calibration error needs rows');
  let [expected, largest] = [0, 0];
  for (const bin of bins) {
    const distance = Math.abs(bin.positiveShare - bin.meanPrediction);
    expected += (bin.rows / rows) * distance;
    largest = Math.max(largest, distance);
  }
  return { expected, largest };
}
