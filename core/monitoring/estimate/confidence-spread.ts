import { metricOf } from '../judge-quality.ts';
import { estimatedAuc } from './estimated-auc.ts';
import type { BinaryMetric } from './estimated.ts';
import { expectedLoss } from './expected-loss.ts';
import { calibrated, isotonicCurve } from './isotonic.ts';
import { labelInfluence } from './label-influence.ts';
import { type Spread, spansOf, SPANS, spreadOf } from './left-out-spans.ts';
import { rowMass } from './score-mass.ts';

/**
 * How far a confidence-based estimate is off on quarters of the hold-out that its curve did not see.
 * @param known in the order of the scores, all of which are numbers
 * @returns undefined with too few blocks, or where no quarter has both classes
 */
export function confidenceSpread(
  known: { readonly scores: Float64Array; readonly labels: Float64Array; readonly blockOfRow: Float64Array },
  { metric, isCalibrated }: { readonly metric: BinaryMetric; readonly isCalibrated: boolean },
): Spread | undefined {
  const { scores, labels, blockOfRow } = known;
  const spanOfRow = spansOf(blockOfRow);
  if (spanOfRow === undefined) return undefined;
  const deviations = new Float64Array(scores.length);
  const offs = Array.from({ length: SPANS }, (_, span) => {
    const rows = rowsWhere(spanOfRow, (one) => one === span);
    const own = Float64Array.from(rows, (row) => scores[row] ?? 0);
    const ownLabels = Float64Array.from(rows, (row) => labels[row] ?? 0);
    const curve = isCalibrated
      ? isotonicCurve(
          scores,
          labels,
          rowsWhere(spanOfRow, (one) => one !== span),
        )
      : undefined;
    const probabilities = curve === undefined ? own : own.map((score) => calibrated(curve, score));
    const influence = labelInfluence(metric, own, probabilities);
    const parts = influence.map((weight, at) => weight * ((ownLabels[at] ?? 0) - (probabilities[at] ?? 0)));
    const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
    parts.forEach((part, at) => {
      deviations[rows[at] ?? 0] = part - mean;
    });
    return metricOf(metric, own, ownLabels) - expectedMetric(metric, own, probabilities);
  });
  return spreadOf({ offs, deviations, blockOfRow, spanOfRow });
}

function expectedMetric(metric: BinaryMetric, scores: Float64Array, probabilities: Float64Array): number {
  if (metric === 'auc') return estimatedAuc(rowMass(scores, probabilities));
  const sum = scores.reduce((all, score, at) => all + expectedLoss(metric, score, probabilities[at] ?? 0), 0);
  return sum / scores.length;
}

function rowsWhere(spanOfRow: Uint8Array, isWanted: (span: number) => boolean): Int32Array {
  return Int32Array.from(spanOfRow.keys()).filter((row) => isWanted(spanOfRow[row] ?? 0));
}
