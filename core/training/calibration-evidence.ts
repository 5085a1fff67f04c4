import { type BrierDecomposition, brierDecomposition } from './brier-decomposition.ts';
import { calibrationError } from './calibration-error.ts';
import { reliabilityBins } from './reliability-bins.ts';

/** How far predicted probabilities lie from what came, or why that cannot be said. */
export type CalibrationEvidence =
  | {
      readonly state: 'measured';
      readonly bins: number;
      /** ECE over bins of equal width. */
      readonly expectedError: number;
      readonly largestError: number;
      readonly brier: BrierDecomposition;
    }
  | { readonly state: 'not-probabilities' };

/**
 * Calibration of one contender on the hold-out.
 * @param predictions any numbers; what is not in [0, 1] is no probability
 * @param labels      0 or 1 per row, at least one
 * @param bins        of equal width, >= 1
 * @example calibrationEvidence([0.2, 3], [0, 1], 10) // { state: 'not-probabilities' }
 */
export function calibrationEvidence(
  predictions: Float64Array | readonly number[],
  labels: Float64Array | readonly number[],
  bins: number,
): CalibrationEvidence {
  for (const prediction of predictions)
    if (!(prediction >= 0 && prediction <= 1)) return { state: 'not-probabilities' };
  const binning = { by: 'width', bins } as const;
  const { expected, largest } = calibrationError(reliabilityBins(predictions, labels, binning));
  const brier = brierDecomposition(predictions, labels, binning);
  return { state: 'measured', bins, expectedError: expected, largestError: largest, brier };
}
