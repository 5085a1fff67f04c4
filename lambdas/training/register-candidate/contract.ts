import * as z from 'zod';

export const environmentSchema = z.object({
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  contestId: z.string(),
  evidenceKey: z.string(),
  decisionKey: z.string(),
  artifactKey: z.string(),
  artifactSha256: z.string(),
  /** The name under which the winner stood. Default: the candidate. */
  winner: z.string().exactOptional(),
  /** Why the candidate did not win; where somebody else did. */
  reasons: z.array(z.string()).exactOptional(),
});

export const outputSchema = z.strictObject({
  outcome: z.enum(['promoted', 'recalibrated']),
  contestId: z.string(),
  version: z.int(),
  reasons: z.array(z.string()),
});
