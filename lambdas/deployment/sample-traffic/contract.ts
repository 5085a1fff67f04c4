import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  STAGING_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  endpointName: z.string(),
  variant: z.string(),
  /** When the canary got its weight, ISO 8601. */
  since: z.string(),
  minimumRecords: z.int(),
  maximumMinutes: z.int(),
  modelName: z.string(),
});

export const outputSchema = z.strictObject({
  /** waiting: too few yet. ready: sampled. expired: too few at the end of the bake. failing: mostly errors. */
  status: z.enum(['waiting', 'ready', 'expired', 'failing']),
  records: z.int(),
  requests: z.int(),
  failedRequests: z.int(),
  sampleKey: z.string().optional(),
  scoresKey: z.string().optional(),
  transformRequest: z.looseObject({ TransformJobName: z.string() }).optional(),
});
