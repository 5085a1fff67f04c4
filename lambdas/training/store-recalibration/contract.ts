import * as z from 'zod';
import { pinnedContestSchema } from '#core/training/training-records';

export const environmentSchema = z.object({ ARTIFACTS_BUCKET: z.string().min(1) });

export const inputSchema = z.strictObject({
  contest: pinnedContestSchema,
  evidenceKey: z.string(),
  /** The name under which the recalibrated champion stood. */
  winner: z.string(),
});

export const outputSchema = z.strictObject({
  artifactKey: z.string(),
  artifactSha256: z.string(),
  sizeBytes: z.int(),
});
