import * as z from 'zod';
import { frozenSchema, pinnedContestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
});

export const inputSchema = pinnedContestSchema;

export const outputSchema = z.strictObject({
  /** not-now: too few labelled rows to train or to judge. */
  outcome: z.enum(['frozen', 'not-now']),
  reason: z.string(),
  frozen: frozenSchema,
});
