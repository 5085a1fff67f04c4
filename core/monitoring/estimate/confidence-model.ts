import * as z from 'zod';
import { amountSchema, numberSchema, numbersSchema, naturalSchema, shareSchema } from '#core/number-schemas';
import { BINARY_METRICS } from '../../config/problem.ts';
import { marginOf } from './block-variance.ts';
import { estimatedAuc } from './estimated-auc.ts';
import type { Estimated } from './estimated.ts';
import { halfWidthOf, spreadSchema } from './left-out-spans.ts';

/**
 * What a version's answers to its hold-out say of answers to come, by bin of the prediction: windows are known by
 * counts in these bins. Kept in the version's baseline.
 */
export const confidenceModelSchema = z.strictObject({
  method: z.literal('confidence-based'),
  /** Absent: the first, whose estimates keep what a curve flatters and whose intervals know blocks only. */
  methodVersion: z.literal(2).exactOptional(),
  metric: z.enum(BINARY_METRICS),
  /** Rows of the hold-out with a prediction. */
  rows: naturalSchema,
  /** Whether scores go through a curve, and the Brier score of unseen rows without and with one. */
  isCalibrated: z.boolean(),
  brierBefore: numberSchema.nullable(),
  brierAfter: numberSchema.nullable(),
  /** Share of positives to be expected in each bin, from below the lowest value to above the last edge. */
  probabilities: z.array(shareSchema).min(1),
  /** Loss to be expected of a row of each bin; empty for AUC, which is about pairs of rows. */
  losses: numbersSchema,
  /** Of one row's part in realised minus estimated metric, with rows of a block taken together. */
  variance: amountSchema,
  /** Realised metric of the hold-out minus its own estimate: a curve that saw its rows flatters them. Absent without one. */
  offset: numberSchema.exactOptional(),
  /** Absent with fewer than eight blocks. */
  spread: spreadSchema.exactOptional(),
});
export type ConfidenceModel = z.infer<typeof confidenceModelSchema>;

/**
 * @param counts rows of the window by bin of the prediction, the missing ones last, which are left out
 * @returns undefined when the window has no row with a prediction, or no order between them
 */
export function estimateFromCounts(model: ConfidenceModel, counts: ArrayLike<number>): Estimated | undefined {
  const { metric, probabilities, variance, spread, offset = 0 } = model;
  const rows = probabilities.reduce((sum, _, bin) => sum + (counts[bin] ?? 0), 0);
  const counted = rows === 0 ? Number.NaN : metricFromCounts(model, counts);
  if (!Number.isFinite(counted)) return undefined;
  const most = metric === 'auc' || metric === 'brier' ? 1 : Number.POSITIVE_INFINITY;
  const bounded = (value: number) => Math.max(0, Math.min(most, value));
  const value = bounded(counted + offset);
  const sizes = { known: model.rows, rows };
  const margin = spread === undefined ? marginOf(variance, sizes) : halfWidthOf(spread, sizes);
  return { value, low: bounded(value - margin), high: bounded(value + margin), rows };
}

/** What counts alone say; NaN without rows of either class. */
export function metricFromCounts(
  { metric, probabilities, losses }: Pick<ConfidenceModel, 'metric' | 'probabilities' | 'losses'>,
  counts: ArrayLike<number>,
): number {
  const weights = probabilities.map((_, bin) => counts[bin] ?? 0);
  if (metric === 'auc')
    return estimatedAuc({ scores: probabilities.map((_, bin) => bin), probabilities, weights });
  const rows = weights.reduce((sum, weight) => sum + weight, 0);
  return losses.reduce((sum, loss, bin) => sum + loss * (weights[bin] ?? 0), 0) / rows;
}
