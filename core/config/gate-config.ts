import * as z from 'zod';
import { columnNameSchema } from './names.ts';

/** Columns of the dataset whose values make groups of the hold-out's rows; they need not be features of the model. */
const groupColumnsSchema = z.array(columnNameSchema).min(1).max(20);

/** `evaluation.gate` of model.yaml: what a challenger must show in a contest. What is optional is off by default. */
export const gateSchema = z.strictObject({
  /** Family-wise one-sided error rate over all contenders. */
  significance: z.number().gt(0).max(0.2).default(0.05),
  /** A candidate may be worse than the champion by this share of its metric and still count as not worse. */
  nonInferiorityPercent: z.number().min(0).max(20).default(1),
  bootstrapDraws: z.int().min(500).max(20_000).default(4000),
  /** Rows a hold-out must have for a verdict. */
  minimumHoldoutRows: z.int().min(50).default(500),
  /** Scoring the hold-out may take at most this many times as long as the champion's. */
  maximumScoringTimeFactor: z.number().min(1).default(5),
  /** Binary: predictions at or above it are answered yes, for fairness, the cost matrix and McNemar's test. */
  threshold: z.number().default(0.5),
  /** A challenger must not be shown to be worse than the champion on any group of rows that is large enough. */
  slices: z
    .strictObject({
      columns: groupColumnsSchema,
      /** Groups with fewer rows are reported and not judged. */
      minimumRows: z.int().min(50).default(500),
      /** Worse by up to this share of the champion's metric in the group is no fault. */
      maximumWorsePercent: z.number().min(0).max(50).default(1),
    })
    .optional(),
  /** Gaps between groups of people, reported with intervals; with a limit, a gap shown to be beyond it is a fault. */
  fairness: z
    .strictObject({
      columns: groupColumnsSchema,
      /** Binary: smallest ratio of the shares of yes, e.g. 0.8; default: no limit. */
      minimumImpactRatio: z.number().gt(0).max(1).optional(),
      /** Binary: largest difference of the shares of yes and of the error rates, e.g. 0.1; default: no limit. */
      maximumRateDifference: z.number().gt(0).lt(1).optional(),
      /** Regression: largest difference of the mean errors, in the label's unit; default: no limit. */
      maximumErrorDifference: z.number().gt(0).optional(),
    })
    .optional(),
  /** Binary: calibration is always reported, over 10 bins of equal width. */
  calibration: z
    .strictObject({
      bins: z.int().min(2).max(100).default(10),
      /** Largest expected calibration error; default: no limit. */
      maximumEce: z.number().gt(0).lt(1).optional(),
      /** Largest Brier score; default: no limit. */
      maximumBrier: z.number().gt(0).lt(1).optional(),
    })
    .optional(),
  /** Binary: what a row is worth by answer and outcome, in any unit; costs are negative. Reported with interval. */
  costMatrix: z
    .strictObject({
      truePositive: z.number(),
      falsePositive: z.number(),
      trueNegative: z.number(),
      falseNegative: z.number(),
      /** What a row must be worth on average, at the lower end of the interval; default: no limit. */
      minimumPerRow: z.number().optional(),
    })
    .optional(),
  /**
   * The candidate's metric on the hold-out may be worse than on its training rows by so many percent. The script must
   * record the latter: `training-metrics.json` in SM_MODEL_DIR, e.g. {"rmse": 8.7}.
   */
  overfitting: z.strictObject({ maximumGapPercent: z.number().gt(0) }).optional(),
  /** Largest model archive, in millions of bytes; default: no limit. */
  maximumArtifactMb: z.number().gt(0).optional(),
});

export type GateConfig = z.infer<typeof gateSchema>;

/** The columns that slices and fairness name, each once. */
export function guardedColumns({ slices, fairness }: GateConfig): readonly string[] {
  return [...new Set([...(slices?.columns ?? []), ...(fairness?.columns ?? [])])];
}
