import * as z from 'zod';

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
      rows: z.int().min(0),
    }),
  ),
  /** The metric in the hold-out, as the hold-out expects it of the predictions that came, and as it came. */
  errors: z
    .strictObject({
      metric: z.string(),
      before: z.number(),
      /** Under a covariate shift alone; null where too many predictions lie beyond the hold-out's. */
      expected: z.number().nullable(),
      now: z.number(),
      /** 90 % interval of `now`, by days. */
      low: z.number(),
      high: z.number(),
      /** Of the error: of an area under the curve what it lacks to 1. */
      status: z.enum(['kept', 'rose', 'fell', 'inconclusive']),
    })
    .exactOptional(),
  /** Signed errors (prediction - label) of the window against those of the contest's hold-out. */
  residuals: z
    .strictObject({
      meanBefore: z.number(),
      meanNow: z.number(),
      /** 95 % interval of meanNow with the doubt about both means, by days: moved where it leaves out meanBefore. */
      low: z.number(),
      high: z.number(),
      status: z.enum(['stable', 'moved', 'inconclusive']),
    })
    .exactOptional(),
  /** What was predicted and what came with its interval, by bucket of the score (deciles of the hold-out's). */
  calibration: z.array(
    z.strictObject({
      from: z.number(),
      to: z.number(),
      rows: z.int(),
      predicted: z.number(),
      realised: z.number(),
      low: z.number(),
      high: z.number(),
      status: z.enum(['kept', 'off', 'few-rows']),
    }),
  ),
});
export type ConceptSection = z.infer<typeof conceptSectionSchema>;
