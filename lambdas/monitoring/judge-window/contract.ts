import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  asOf: z.string(),
  start: z.string(),
  end: z.string(),
  /** What MeasureAttribution has written; null without a measurement, absent in runs of before there was one. */
  attributionKey: z.string().nullable().exactOptional(),
});

export const outputSchema = z.strictObject({
  status: z.string(),
  reason: z.string(),
  isConfirmed: z.boolean(),
  /** Index of the worst feature as a multiple of its threshold. */
  ratio: z.number().exactOptional(),
});
