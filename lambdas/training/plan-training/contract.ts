import * as z from 'zod';
import { pinnedContestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
  DATA_KEY_ARN: z.string().min(1),
});

export const inputSchema = z.strictObject({ contest: pinnedContestSchema, attempt: z.int().min(1) });

export const outputSchema = z.strictObject({
  request: z.looseObject({ TrainingJobName: z.string() }),
  transformConcurrency: z.int(),
});
