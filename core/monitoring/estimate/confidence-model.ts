import * as z from 'zod';
import { BINARY_METRICS } from '../../config/model-config.ts';
import { binCount, binOf, type ReferenceBins } from '../reference-bins.ts';
import { blockVariance, marginOf } from './block-variance.ts';
import { calibrationGain } from './calibration-gain.ts';
import { estimatedAuc } from './estimated-auc.ts';
import { expectedLoss } from './expected-loss.ts';
import { calibrated, isotonicCurve, orderOf } from './isotonic.ts';
import { type BinaryMetric, type Estimated, storable } from './estimated.ts';
import { labelInfluence } from './label-influence.ts';

/**
 * What a version's answers to its hold-out say of answers to come, by bin of the prediction: windows are known by
 * counts in these bins. Kept in the version's baseline.
 */
export const confidenceModelSchema = z.strictObject({
  method: z.literal('confidence-based'),
  metric: z.enum(BINARY_METRICS),
  /** Rows of the hold-out with a prediction. */
  rows: z.int().min(1),
  /** Whether scores go through a curve, and the Brier score of unseen rows without and with one. */
  isCalibrated: z.boolean(),
  brierBefore: z.number().nullable(),
  brierAfter: z.number().nullable(),
  /** Share of positives to be expected in each bin, from below the lowest value to above the last edge. */
  probabilities: z.array(z.number().min(0).max(1)).min(1),
  /** Loss to be expected of a row of each bin; empty for AUC, which is about pairs of rows. */
  losses: z.array(z.number()),
  /** Of one row's part in realised minus estimated metric, with rows of a block taken together. */
  variance: z.number().min(0),
});
export type ConfidenceModel = z.infer<typeof confidenceModelSchema>;

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
 * Bins lose the order of rows inside a bin: with 250 bins of equal rows an AUC moves by some 1e-5.
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
  const gain = calibrationGain(scores, labels, facts.seed);
  if (metric !== 'auc' && gain.before === null) return undefined;
  const curve = gain.helps ? isotonicCurve(scores, labels) : undefined;
  const probabilityOf = (score: number) => (curve === undefined ? score : calibrated(curve, score));
  const lossOf = (score: number) =>
    metric === 'auc' ? 0 : expectedLoss(metric, score, probabilityOf(score));
  const probabilities = scores.map(probabilityOf);
  const influence = labelInfluence(metric, scores, probabilities);
  const deviations = influence.map(
    (weight, row) => weight * ((labels[row] ?? 0) - (probabilities[row] ?? 0)),
  );
  return {
    ...{ method: 'confidence-based', metric, rows: order.length, isCalibrated: gain.helps },
    ...{ brierBefore: gain.before, brierAfter: gain.after },
    probabilities: meanByBin(scores, bins, probabilityOf),
    losses: metric === 'auc' ? [] : meanByBin(scores, bins, lossOf),
    variance: storable(blockVariance(deviations, blockOfRow)),
  };
}

/**
 * @param counts rows of the window by bin of the prediction, the missing ones last, which are left out
 * @returns undefined when the window has no row with a prediction, or no order between them
 */
export function estimateFromCounts(model: ConfidenceModel, counts: ArrayLike<number>): Estimated | undefined {
  const { metric, probabilities, losses, variance } = model;
  const weights = probabilities.map((_, bin) => counts[bin] ?? 0);
  const rows = weights.reduce((sum, count) => sum + count, 0);
  if (rows === 0) return undefined;
  const value =
    metric === 'auc'
      ? estimatedAuc({ scores: probabilities.map((_, bin) => bin), probabilities, weights })
      : losses.reduce((sum, loss, bin) => sum + loss * (weights[bin] ?? 0), 0) / rows;
  if (!Number.isFinite(value)) return undefined;
  const margin = marginOf(variance, { known: model.rows, rows });
  const most = metric === 'auc' || metric === 'brier' ? 1 : Number.POSITIVE_INFINITY;
  return { value, low: Math.max(0, value - margin), high: Math.min(most, value + margin), rows };
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
