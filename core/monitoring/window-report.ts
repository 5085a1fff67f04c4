import * as z from 'zod';

const shareSchema = z.number().min(0).max(1);

/** What a window says of one column. */
export const featureVerdictSchema = z.strictObject({
  feature: z.string(),
  /** changed: no chance and not tiny. drifted: at or above the calibrated threshold, which alarms. */
  status: z.enum(['stable', 'changed', 'drifted', 'inconclusive']),
  psi: z.number(),
  threshold: z.number(),
  /** The largest index between blocks of the training rows themselves. */
  noise: z.number(),
  thresholdMethod: z.enum(['blocks', 'halves', 'none']),
  test: z.enum(['kolmogorov-smirnov', 'chi-square']),
  /** null where there was nothing to test. */
  statistic: z.number().nullable(),
  pValue: z.number().nullable(),
  adjustedPValue: z.number().nullable(),
  missingShareBefore: shareSchema,
  missingShareNow: shareSchema,
  direction: z.enum(['up', 'down', 'mixed', 'none']),
  medianBefore: z.number().nullable(),
  medianNow: z.number().nullable(),
  /** Shares of the decile groups, the missing rows last. */
  shares: z.strictObject({ before: z.array(shareSchema), now: z.array(shareSchema) }).exactOptional(),
});
export type FeatureVerdict = z.infer<typeof featureVerdictSchema>;

/** The JSON report of a judgement; its page shows the same. */
export const windowReportSchema = z.strictObject({
  model: z.string(),
  version: z.int(),
  kind: z.enum(['drift', 'quality']),
  windowStart: z.string(),
  windowEnd: z.string(),
  asOf: z.string(),
  revision: z.int().min(1),
  status: z.enum([
    'stable',
    'changed',
    'drifted',
    'breached',
    'within',
    'no-data',
    'inconclusive',
    'not-configured',
  ]),
  reason: z.string(),
  rows: z.int().min(0),
  referenceRows: z.int().min(0),
  coverage: z.strictObject({
    objects: z.int().min(0),
    records: z.int().min(0),
    badRecords: z.record(z.string(), z.int().min(0)),
    duplicates: z.int().min(0),
    liveRows: z.int().min(0),
  }),
  features: z.array(featureVerdictSchema),
  prediction: featureVerdictSchema.exactOptional(),
  quality: z
    .strictObject({
      metric: z.string(),
      value: z.number(),
      promised: z.number(),
      ratio: z.number(),
      limit: z.number(),
      rows: z.int(),
      days: z.int(),
      from: z.string(),
      to: z.string(),
      byDay: z.array(z.strictObject({ day: z.string(), rows: z.int(), value: z.number().nullable() })),
    })
    .exactOptional(),
  baseline: z.strictObject({ contestId: z.string(), trainStart: z.string(), trainEnd: z.string() }),
  methodVersion: z.string(),
});
export type WindowReport = z.infer<typeof windowReportSchema>;
