import * as z from 'zod';
import { countSchema, numberSchema, wholeSchema } from '#core/number-schemas';

export const CONCEPT_DETECTORS = ['page-hinkley', 'ddm', 'eddm', 'adwin', 'kswin'] as const;

/** Is it the inputs that changed, or what they mean? Needs labels. */
export const conceptSectionSchema = z.strictObject({
  /** covariate: the inputs moved and errors follow them. concept: errors grew with the inputs as they were. */
  cause: z.enum(['neither', 'covariate', 'concept', 'both', 'unknown']),
  sentence: z.string(),
  detectors: z.array(
    z.strictObject({
      detector: z.enum(CONCEPT_DETECTORS),
      status: z.enum(['stable', 'warning', 'detected', 'not-applicable']),
      /** The day of the first row at which it spoke. */
      since: z.string().nullable(),
      rows: countSchema,
    }),
  ),
  /** The metric in the hold-out, as the hold-out expects it of the predictions that came, and as it came. */
  errors: z
    .strictObject({
      metric: z.string(),
      before: numberSchema,
      /** Under a covariate shift alone; null where too many predictions lie beyond the hold-out's. */
      expected: numberSchema.nullable(),
      now: numberSchema,
      /** 90 % interval of `now`, by days. */
      low: numberSchema,
      high: numberSchema,
      /** Of the error: of an area under the curve what it lacks to 1. */
      status: z.enum(['kept', 'rose', 'fell', 'inconclusive']),
    })
    .exactOptional(),
  /** Signed errors (prediction - label) of the window against those of the contest's hold-out. */
  residuals: z
    .strictObject({
      meanBefore: numberSchema,
      meanNow: numberSchema,
      /** 95 % interval of meanNow with the doubt about both means, by days: moved where it leaves out meanBefore. */
      low: numberSchema,
      high: numberSchema,
      status: z.enum(['stable', 'moved', 'inconclusive']),
    })
    .exactOptional(),
  /** What was predicted and what came with its interval, by bucket of the score (deciles of the hold-out's). */
  calibration: z.array(
    z.strictObject({
      from: numberSchema,
      to: numberSchema,
      rows: wholeSchema,
      predicted: numberSchema,
      realised: numberSchema,
      low: numberSchema,
      high: numberSchema,
      status: z.enum(['kept', 'off', 'few-rows']),
    }),
  ),
});
export type ConceptSection = z.infer<typeof conceptSectionSchema>;
