import * as z from 'zod';
import {
  amountSchema,
  numbersSchema,
  naturalSchema,
  positiveSchema,
  shareSchema,
} from '#core/number-schemas';
import { REGRESSION_METRICS } from '../../../config/problem.ts';
import { MEAN_METRICS } from '../../../training/metrics.ts';
import { marginOf } from '../block-variance.ts';
import type { Estimated } from '../estimated.ts';
import { halfWidthOf, spreadSchema } from '../left-out-spans.ts';
import { DEPTH, LEAVES, SPLITS } from './grow-tree.ts';
import { logLinearSchema, logOf } from './log-linear.ts';

/**
 * What loss to expect of an answer, by what was asked and answered: trees on the features and the prediction, learned on
 * the hold-out. Kept in the version's baseline, at most 60 trees, some 20 KB.
 */
export const lossModelSchema = z.strictObject({
  kind: z.literal('expected-loss'),
  /** Absent: the first, whose intervals know blocks only. */
  methodVersion: z.literal(2).exactOptional(),
  /** rmse: squared errors; mae: absolute ones. */
  metric: z.enum(REGRESSION_METRICS),
  /** Rows of the hold-out that it was learned on. */
  rows: naturalSchema,
  /** Share of the variance of unseen rows' losses that it explains; 0: it knows their mean and no more. */
  explained: shareSchema,
  /** Of one row's loss about its estimate, with rows of a block taken together. */
  variance: amountSchema,
  /** Of the logarithm of a window's mean loss. Absent with fewer than eight blocks. */
  spread: spreadSchema
    .extend({
      /** Mean loss of the hold-out. */
      mean: positiveSchema,
      /** Standard error of the share that expected differences come true by. */
      weightError: amountSchema,
    })
    .exactOptional(),
  base: amountSchema,
  /** What grows evenly; absent where that tells nothing of unseen rows. */
  linear: logLinearSchema.exactOptional(),
  /** Tree after tree, split k leading to 2k + 1 and 2k + 2: column asked for (features in order, the prediction last). */
  columns: z.array(z.int().min(-1)),
  /** Values at or below it go left. */
  thresholds: numbersSchema,
  /** Whether a missing value goes left. */
  missingLeft: z.array(z.union([z.literal(0), z.literal(1)])),
  leaves: numbersSchema,
});
export type LossModel = z.infer<typeof lossModelSchema>;

/**
 * The model as a function of one row: its features in the version's order, NaN for missing, and its prediction. About
 * half a microsecond a row: base x exp (linear part + sum of leaves). A row without a prediction has none.
 */
export function lossScorer(model: LossModel): (values: ArrayLike<number>, prediction: number) => number {
  const columns = Int32Array.from(model.columns);
  const thresholds = Float64Array.from(model.thresholds);
  const missingLeft = Uint8Array.from(model.missingLeft);
  const leaves = Float64Array.from(model.leaves);
  const trees = leaves.length / LEAVES;
  const { linear } = model;
  return (values, prediction) => {
    if (Number.isNaN(prediction)) return Number.NaN;
    let sum = linear === undefined ? 0 : logOf(linear, (column) => values[column] ?? prediction);
    for (let tree = 0; tree < trees; tree += 1) {
      const first = tree * SPLITS;
      let split = 0;
      for (let depth = 0; depth < DEPTH; depth += 1) {
        const at = first + split;
        const column = columns[at] ?? -1;
        // The column after the last feature is the prediction; no column leads left.
        const value = column < 0 ? Number.NEGATIVE_INFINITY : (values[column] ?? prediction);
        const isRight = Number.isNaN(value) ? missingLeft[at] === 0 : value > (thresholds[at] ?? 0);
        split = 2 * split + (isRight ? 2 : 1);
      }
      sum += leaves[tree * LEAVES + split - SPLITS] ?? 0;
    }
    return model.base * Math.exp(sum);
  };
}

/**
 * The metric of a window: its root where errors are squared.
 * @param window rows with an expected loss, and the sum of it
 * @returns undefined for a window of no rows
 */
export function estimateFromLosses(
  model: LossModel,
  { rows, sum }: { readonly rows: number; readonly sum: number },
): Estimated | undefined {
  if (rows === 0) return undefined;
  const { finish } = MEAN_METRICS[model.metric];
  const mean = sum / rows;
  const [low, high] = boundsOf(model, mean, rows);
  return { value: finish(mean), low: finish(low), high: finish(high), rows };
}

/** The further a window is expected from the hold-out, the more a wrong weight of that costs. */
function boundsOf({ spread, variance, rows: known }: LossModel, mean: number, rows: number) {
  if (spread === undefined || !(mean > 0)) {
    const margin = marginOf(variance, { known, rows });
    return [Math.max(0, mean - margin), mean + margin] as const;
  }
  const besides = (spread.weightError * Math.log(mean / spread.mean)) ** 2;
  const factor = Math.exp(halfWidthOf(spread, { known, rows, besides }));
  return [mean / factor, mean * factor] as const;
}
