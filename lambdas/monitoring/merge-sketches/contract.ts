import * as z from 'zod';
import { mergeItemSchema } from '#core/monitoring/sketching/plan-hours';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

/** One line of a level's manifest that PlanHours wrote. */
export const inputSchema = mergeItemSchema;

export const outputSchema = z.strictObject({ rows: z.int().min(0) });
