import * as z from 'zod';

/** `deployment` of model.yaml: the endpoint, how a new version takes over, and what takes it back. */
export const deploymentSchema = z.strictObject({
  target: z.enum(['realtime', 'serverless', 'async', 'batch']).default('realtime'),
  instanceType: z.string().default('ml.m5.large'),
  instanceCount: z.int().min(1).max(100).default(1),
  strategy: z.enum(['all-at-once', 'canary', 'linear', 'guardrail', 'shadow']).default('canary'),
  /** Share of traffic the new version gets while it is judged (canary). */
  canaryPercent: z.number().gt(0).max(50).default(10),
  bake: z
    .strictObject({
      /** Enough live records to judge by; the bake ends early when they are there. */
      minimumRecords: z.int().min(1).default(200),
      /** After this the bake is inconclusive and the old version stays. */
      maximumMinutes: z.int().min(1).max(1440).default(30),
      pollSeconds: z.int().min(1).max(300).default(15),
    })
    .prefault({}),
  rollback: z
    .strictObject({
      maximumErrorPercent: z.number().min(0).max(100).default(1),
      maximumLatencyFactor: z.number().min(1).default(3),
      /** Width of the expectation interval as a multiple of the one seen in the contest. */
      expectationFactor: z.number().min(1).default(3),
      identityTolerance: z.number().gt(0).default(1e-4),
    })
    .prefault({}),
  /** automatic needs risk low. */
  approval: z
    .strictObject({
      mode: z.enum(['automatic', 'manual']).default('manual'),
      expiresAfterHours: z.int().min(1).max(720).default(72),
    })
    .prefault({}),
  autoscaling: z
    .strictObject({ minimumInstances: z.int().min(1), maximumInstances: z.int().min(1) })
    .optional(),
});
