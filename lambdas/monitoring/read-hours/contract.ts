import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  /** Manifests that PlanHours wrote. */
  manifest: z.string().min(1),
  merges: z.array(z.string().min(1)).min(1),
});

export const outputSchema = z.strictObject({ batches: z.int().min(0), rows: z.int().min(0) });
