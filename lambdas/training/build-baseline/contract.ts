import * as z from 'zod';
import { frozenSchema, pinnedContestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({
  STAGING_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  contest: pinnedContestSchema,
  frozen: frozenSchema,
  /** The name under which the winner stood. Default: the candidate. */
  winner: z.string().exactOptional(),
});

export const outputSchema = z.strictObject({ baselineKey: z.string(), rows: z.int() });
