import * as z from 'zod';

/** The registry's VERSION# item of a model: numbered when it is registered, never before. */
export const modelVersionSchema = z.strictObject({
  version: z.int(),
  candidateId: z.string(),
  contestId: z.string(),
  revision: z.string(),
  configKey: z.string(),
  image: z.string(),
  jobRoleArn: z.string(),
  artifactKey: z.string(),
  artifactSha256: z.string(),
  datasetVersion: z.int(),
  trainRows: z.int(),
  trainStart: z.string(),
  trainEnd: z.string(),
  /** End of its contest's hold-out: labels after it are new. */
  holdoutEnd: z.string(),
  featuresHash: z.string(),
  promised: z.strictObject({ metric: z.string(), value: z.number(), low: z.number(), high: z.number() }),
  status: z.enum(['registered', 'champion', 'former-champion']),
  registeredAt: z.string(),
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;
