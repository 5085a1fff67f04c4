import * as z from 'zod';
import { deploymentRequestSchema, outcomeSchema } from '#core/deployment/deployment-record';

export const environmentSchema = z.object({ REGISTRY_TABLE: z.string().min(1) });

export const inputSchema = deploymentRequestSchema.extend({
  executionArn: z.string(),
  failure: z.strictObject({ outcome: outcomeSchema, reason: z.string() }),
});

export const outputSchema = z.strictObject({
  outcome: outcomeSchema,
  deploymentId: z.string(),
  version: z.int(),
  reason: z.string(),
});
