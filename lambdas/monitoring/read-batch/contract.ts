import * as z from 'zod';
import { batchItemSchema } from '#core/monitoring/scale/batch';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

/** One line of the manifest that PlanHours wrote. */
export const inputSchema = batchItemSchema;

export const outputSchema = z.strictObject({
  status: z.enum(['read', 'there']),
  rows: z.int().min(0),
  gone: z.int().min(0),
});
