import * as z from 'zod';
import { trainingRequestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({ REGISTRY_TABLE: z.string().min(1) });

/** Only what every execution has, whatever failed: its input, and the error. */
export const inputSchema = z.strictObject({
  request: trainingRequestSchema,
  errorName: z.string(),
  cause: z.string(),
});

export const outputSchema = z.strictObject({
  outcome: z.literal('failed'),
  contestId: z.string(),
  version: z.null(),
  reasons: z.array(z.string()),
});
