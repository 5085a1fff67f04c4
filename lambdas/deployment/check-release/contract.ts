import * as z from 'zod';

export const environmentSchema = z.object({
  STAGING_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  endpointName: z.string(),
  newVariant: z.string(),
  oldVariant: z.string(),
  sampleKey: z.string(),
  scoresKey: z.string(),
  requests: z.int(),
  failedRequests: z.int(),
  policyKey: z.string(),
});

export const outputSchema = z.strictObject({
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  reasons: z.array(z.string()),
  evidenceKey: z.string(),
});

/** What plan-deployment wrote down for this step, before the release began. */
export const policySchema = z.strictObject({
  minimumRecords: z.int(),
  identityTolerance: z.number(),
  expectedDifference: z.strictObject({ mean: z.number(), blockDeviation: z.number() }),
  expectationFactor: z.number(),
  maximumErrorPercent: z.number(),
  maximumLatencyFactor: z.number(),
});
