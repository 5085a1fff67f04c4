import * as z from 'zod';
import { contenderSchema, frozenSchema, pinnedContestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
  DATA_KEY_ARN: z.string().min(1),
});

export const inputSchema = z.strictObject({
  contest: pinnedContestSchema,
  frozen: frozenSchema,
  artifactKey: z.string(),
  artifactSha256: z.string(),
});

export const outputSchema = z.strictObject({
  contenders: z.array(contenderSchema),
  excluded: z.array(z.strictObject({ version: z.int(), reason: z.string() })),
});
