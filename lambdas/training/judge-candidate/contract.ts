import * as z from 'zod';

export const environmentSchema = z.object({ ARTIFACTS_BUCKET: z.string().min(1) });

export const inputSchema = z.strictObject({
  model: z.string(),
  contestId: z.string(),
  evidenceKey: z.string(),
});

export const outputSchema = z.strictObject({
  outcome: z.enum(['promoted', 'recalibrated', 'restored', 'kept', 'refused']),
  /** The version that won, when it is a former champion. */
  winnerVersion: z.int().nullable(),
  /** The name under which the winner stood. */
  winner: z.string().nullable(),
  decisionKey: z.string(),
  reasons: z.array(z.string()),
});
