import { metricOf } from '../judge-quality.ts';
import { binCount, binOf, type ReferenceBins } from '../reference-bins.ts';
import { blockVariance } from './block-variance.ts';
import { calibrationGain } from './calibration-gain.ts';
import { type ConfidenceModel, metricFromCounts } from './confidence-model.ts';
import { confidenceSpread } from './confidence-spread.ts';
import { type BinaryMetric, storable } from './estimated.ts';
import { expectedLoss } from './expected-loss.ts';
import { calibrated, isotonicCurve, orderOf } from './isotonic.ts';
import { labelInfluence } from './label-influence.ts';

/** Answers to the hold-out, row by row. */
export interface KnownScores {
  readonly scores: ArrayLike<number>;
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
  /** Number of each row's block, from 0. */
  readonly blockOfRow: ArrayLike<number>;
}

/**
 * Confidence-based performance estimation (CBPE) in bins: calibrated probabilities tell what share of the rows of a
 * score is positive, and with it what the metric will be once labels are there, as long as a score means what it meant
 * on the hold-out. Changed inputs are followed; a changed meaning of them (concept drift) is not.
 *
 * A curve through the rows of the hold-out follows their noise as well, and orders them better than any score can: what
 * that flatters the hold-out by, windows are not given. Bins lose the order of rows inside a bin: with 250 bins of equal
 * rows an AUC moves by some 1e-5.
 * @param facts bins of the prediction, and the seed of the folds that tell whether calibration helps
 * @returns undefined when there is nothing to learn: one class only, or a score that is no probability where the metric
 *   needs one
 * @see Białek et al. (2024), Estimating model performance under covariate shift without labels
 */
export function fitConfidenceModel(
  known: KnownScores,
  facts: { readonly metric: BinaryMetric; readonly bins: ReferenceBins; readonly seed: string },
): ConfidenceModel | undefined {
  const { metric, bins } = facts;
  const order = orderOf(known.scores);
  const take = (values: ArrayLike<number>) => Float64Array.from(order, (row) => values[row] ?? 0);
  const [scores, labels, blockOfRow] = [take(known.scores), take(known.labels), take(known.blockOfRow)];
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === order.length) return undefined;
  const { helps, before, after } = calibrationGain(scores, labels, facts.seed);
  if (metric !== 'auc' && before === null) return undefined;
  const curve = helps ? isotonicCurve(scores, labels) : undefined;
  const probabilityOf = (score: number) => (curve === undefined ? score : calibrated(curve, score));
  const lossOf = (score: number) =>
    metric === 'auc' ? 0 : expectedLoss(metric, score, probabilityOf(score));
  const probabilities = scores.map(probabilityOf);
  const influence = labelInfluence(metric, scores, probabilities);
  const deviations = influence.map(
    (weight, row) => weight * ((labels[row] ?? 0) - (probabilities[row] ?? 0)),
  );
  const learned = {
    metric,
    probabilities: meanByBin(scores, bins, probabilityOf),
    losses: metric === 'auc' ? [] : meanByBin(scores, bins, lossOf),
  };
  const own = metricFromCounts(learned, countsOf(scores, bins));
  const spread = confidenceSpread({ scores, labels, blockOfRow }, { metric, isCalibrated: helps });
  return {
    ...{ method: 'confidence-based', methodVersion: 2, ...learned, rows: order.length },
    ...{ isCalibrated: helps, brierBefore: before, brierAfter: after },
    variance: storable(blockVariance(deviations, blockOfRow)),
    ...(helps ? { offset: storable(metricOf(metric, scores, labels) - own) } : {}),
    ...(spread === undefined ? {} : { spread }),
  };
}

function countsOf(scores: Float64Array, bins: ReferenceBins): Float64Array {
  const counts = new Float64Array(binCount(bins));
  for (const score of scores) {
    const bin = binOf(score, bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** The mean over the rows of each bin, without the bin of missing rows; of its edge where a bin has none. */
function meanByBin(scores: Float64Array, bins: ReferenceBins, valueOf: (score: number) => number): number[] {
  const count = binCount(bins) - 1;
  const sums = new Float64Array(count);
  const rows = new Float64Array(count);
  for (const score of scores) {
    const bin = binOf(score, bins);
    sums[bin] = (sums[bin] ?? 0) + valueOf(score);
    rows[bin] = (rows[bin] ?? 0) + 1;
  }
  return Array.from(sums, (sum, bin) => {
    const edge = bins.edges[Math.max(0, Math.min(bin, bins.edges.length) - 1)] ?? 0;
    return storable(
      (rows[bin] ?? 0) === 0 ? valueOf(bin === 0 ? (bins.lowest ?? edge) : edge) : sum / (rows[bin] ?? 1),
    );
  });
}
