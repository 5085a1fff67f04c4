import * as z from 'zod';

export const environmentSchema = z.object({ ARTIFACTS_BUCKET: z.string().min(1) });

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  endpointName: z.string(),
  variant: z.string(),
  goldenKey: z.string(),
  tolerance: z.number(),
});

export const outputSchema = z.strictObject({
  passed: z.boolean(),
  compared: z.int(),
  largestDifference: z.number(),
  reasons: z.array(z.string()),
});
