import * as z from 'zod';

export const environmentSchema = z.object({});

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  endpointName: z.string(),
  configName: z.string(),
  variants: z.array(z.strictObject({ name: z.string(), weight: z.number() })),
  /** Empty when the model captures elsewhere or not at all. */
  captureDestination: z.string(),
});

export const outputSchema = z.strictObject({
  verified: z.boolean(),
  differences: z.array(z.string()),
  imageDigests: z.array(z.string()),
});
