import * as z from 'zod';
import { deploymentRequestSchema, outcomeSchema } from '#core/deployment/deployment-record';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  CAPTURE_BUCKET: z.string().min(1),
  DATA_KEY_ARN: z.string().min(1),
});

export const inputSchema = deploymentRequestSchema.extend({ executionArn: z.string() });

const weightsSchema = z
  .array(z.strictObject({ VariantName: z.string(), DesiredWeight: z.number() }))
  .readonly();
const configSchema = z.looseObject({ EndpointConfigName: z.string() });

export const outputSchema = z.strictObject({
  proceed: z.boolean(),
  outcome: outcomeSchema,
  reason: z.string(),
  deploymentId: z.string(),
  model: z.string(),
  version: z.int(),
  revision: z.string(),
  approval: z.strictObject({ mode: z.enum(['automatic', 'manual']), timeoutSeconds: z.int() }),
  pollSeconds: z.int(),
  maximumPolls: z.int(),
  bake: z.strictObject({ minimumRecords: z.int(), maximumMinutes: z.int() }),
  identityTolerance: z.number(),
  goldenKey: z.string(),
  policyKey: z.string(),
  captureDestination: z.string(),
  release: z.strictObject({
    endpointName: z.string(),
    action: z.enum(['create', 'update', 'none']),
    newVariant: z.string(),
    oldVariant: z.string().exactOptional(),
    model: z.looseObject({ ModelName: z.string() }),
    releaseConfig: configSchema,
    finalConfig: configSchema,
    previousConfigName: z.string().exactOptional(),
    isCanary: z.boolean(),
    canaryWeights: weightsSchema,
    fullWeights: weightsSchema,
    oldWeights: weightsSchema,
  }),
});
