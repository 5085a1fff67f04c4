import type * as z from 'zod';
import { sageMakerControl } from '#adapters/sagemaker-control';
import { servingDifferences } from '#core/deployment/verify-serving';
import type { SageMakerControl } from '#ports/sagemaker';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** Compares what the endpoint serves with what was asked for. It only looks: a repeat is harmless. */
export const verifyServing: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly sageMaker: SageMakerControl }
> = async (input, { adapters }) => {
  const endpoint = await adapters.sageMaker.describeEndpoint(input.endpointName);
  if (endpoint === undefined)
    return { verified: false, differences: ['the endpoint does not exist'], imageDigests: [] };
  const differences = servingDifferences(
    {
      endpointStatus: endpoint.status,
      configName: endpoint.configName,
      hasPendingDeployment: endpoint.hasPendingDeployment,
      variants: endpoint.variants.map((variant) => ({ ...variant, imageDigests: variant.images })),
      captureEnabled: endpoint.captureEnabled,
      ...(endpoint.captureDestination === undefined
        ? {}
        : { captureDestination: endpoint.captureDestination }),
    },
    {
      configName: input.configName,
      variants: input.variants,
      ...(input.captureDestination === '' ? {} : { captureDestination: input.captureDestination }),
    },
  );
  return {
    verified: differences.length === 0,
    differences: [...differences],
    imageDigests: endpoint.variants.flatMap((variant) => [...variant.images]),
  };
};

export const handler = defineHandler({
  name: 'deployment/verify-serving',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ sageMaker: sageMakerControl }),
  step: verifyServing,
});
