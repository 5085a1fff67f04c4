import * as z from 'zod';

export const environmentSchema = z.object({});

export const inputSchema = z.strictObject({
  deploymentId: z.string(),
  model: z.string(),
  release: z.looseObject({
    endpointName: z.string(),
    action: z.enum(['create', 'update', 'none']),
    isCanary: z.boolean(),
    previousConfigName: z.string().optional(),
    releaseConfig: z.looseObject({ EndpointConfigName: z.string() }),
    oldWeights: z.array(z.strictObject({ VariantName: z.string(), DesiredWeight: z.number() })),
  }),
  /** How often this step ran already in this execution. */
  rollbacks: z.int(),
});

export const outputSchema = z.strictObject({
  action: z.enum(['weights', 'config', 'delete', 'wait', 'done', 'give-up']),
  reason: z.string(),
});
