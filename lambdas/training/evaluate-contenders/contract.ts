import * as z from 'zod';
import {
  contenderSchema,
  frozenSchema,
  pinnedContestSchema,
  scoredSchema,
} from '#core/training/training-records';

export const environmentSchema = z.object({
  ARTIFACTS_BUCKET: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  contest: pinnedContestSchema,
  frozen: frozenSchema,
  contenders: z.array(contenderSchema).min(1),
  scored: z.array(scoredSchema).min(1),
  excluded: z.array(z.strictObject({ version: z.int(), reason: z.string() })),
});

export const outputSchema = z.strictObject({ evidenceKey: z.string() });
