import * as z from 'zod';

export const environmentSchema = z.object({
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  contestId: z.string(),
  winnerVersion: z.int(),
  evidenceKey: z.string(),
  decisionKey: z.string(),
  /** Why the candidate did not win. */
  reasons: z.array(z.string()),
});

export const outputSchema = z.strictObject({
  outcome: z.literal('restored'),
  contestId: z.string(),
  version: z.int(),
  reasons: z.array(z.string()),
});
