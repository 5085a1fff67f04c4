import * as z from 'zod';

export const environmentSchema = z.object({ REGISTRY_TABLE: z.string().min(1) });

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  version: z.int(),
  revision: z.string(),
  taskToken: z.string().min(1).max(2048),
  expiresSeconds: z.int(),
});

/** Sent to nobody: the state waits for the token, not for this answer. */
export const outputSchema = z.strictObject({ approvalKey: z.string() });

/** What `gyre approval approve|reject` sends back with the task token. */
export const answerSchema = z.strictObject({
  decision: z.enum(['approved', 'rejected']),
  by: z.string().min(1),
  reason: z.string(),
});
