import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({ model: z.string(), asOf: z.string(), day: z.string() });

export const outputSchema = z.strictObject({
  status: z.string(),
  reason: z.string(),
  isConfirmed: z.boolean(),
  /** Loss as a multiple of the promised one. */
  ratio: z.number().exactOptional(),
});
