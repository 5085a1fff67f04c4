import * as z from 'zod';

export const environmentSchema = z.object({ REGISTRY_TABLE: z.string().min(1) });

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  version: z.int(),
  endpointName: z.string(),
  configName: z.string(),
  imageDigests: z.array(z.string()),
});

export const outputSchema = z.strictObject({
  outcome: z.literal('promoted'),
  deploymentId: z.string(),
  version: z.int(),
});
