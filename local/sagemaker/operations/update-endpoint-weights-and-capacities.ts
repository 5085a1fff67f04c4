import type { UpdateEndpointWeightsAndCapacitiesCommandInput } from '@aws-sdk/client-sagemaker';
import { throttled, validation } from '../service-error.ts';
import { settledEndpoint } from './existing-endpoint.ts';
import type { Operation } from './operation.ts';

export const updateEndpointWeightsAndCapacities: Operation<
  UpdateEndpointWeightsAndCapacitiesCommandInput,
  { EndpointArn: string }
> = (service, request) => {
  const name = request.EndpointName ?? '';
  if (service.failures.strikes('throttling', name)) throw throttled();
  const record = settledEndpoint(service, name, 'update');
  const weights: Record<string, number> = {};
  const counts: Record<string, number> = {};
  for (const {
    VariantName = '',
    DesiredWeight,
    DesiredInstanceCount,
  } of request.DesiredWeightsAndCapacities ?? []) {
    if (!(VariantName in record.weights))
      throw validation(`The variant name "${VariantName}" was not found for this endpoint.`);
    if (DesiredWeight !== undefined) weights[VariantName] = DesiredWeight;
    if (DesiredInstanceCount !== undefined) counts[VariantName] = DesiredInstanceCount;
  }
  service.hosting.changeWeights(name, weights, counts);
  return { EndpointArn: record.arn };
};
