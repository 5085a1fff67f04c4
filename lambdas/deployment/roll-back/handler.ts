import type * as z from 'zod';
import { sageMakerControl } from '#adapters/sagemaker-control';
import { planRollback } from '#core/deployment/plan-rollback';
import type { SageMakerControl } from '#ports/sagemaker';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Looks at the endpoint and names the next call back. It only looks: a repeat is harmless. */
export const rollBack: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly sageMaker: SageMakerControl }
> = async ({ release, rollbacks }, { adapters }) => {
  const endpoint = await adapters.sageMaker.describeEndpoint(release.endpointName);
  return planRollback({
    endpoint:
      endpoint === undefined
        ? undefined
        : {
            status: endpoint.status,
            configName: endpoint.configName,
            weights: new Map(endpoint.variants.map((variant) => [variant.name, variant.currentWeight])),
          },
    action: release.action,
    isCanary: release.isCanary,
    ...(release.previousConfigName === undefined ? {} : { previousConfigName: release.previousConfigName }),
    releaseConfigName: release.releaseConfig.EndpointConfigName,
    oldWeights: release.oldWeights,
    attempts: rollbacks,
  });
};

export const handler = defineHandler({
  name: 'deployment/roll-back',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ sageMaker: sageMakerControl }),
  step: rollBack,
});
