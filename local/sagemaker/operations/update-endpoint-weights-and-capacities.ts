import type { UpdateEndpointWeightsAndCapacitiesCommandInput } from '@aws-sdk/client-sagemaker';
import { validation } from '../service-error.ts';
import { settledEndpoint } from './existing-endpoint.ts';
import type { Operation } from './operation.ts';

export const updateEndpointWeightsAndCapacities: Operation<
  UpdateEndpointWeightsAndCapacitiesCommandInput,
  { EndpointArn: string }
> = (service, request) => {
  const name = request.EndpointName ?? '';
  const record = settledEndpoint(service, name, 'update');
  const weights = { ...record.weights };
  const instanceCounts = { ...record.instanceCounts };
  for (const {
    VariantName = '',
    DesiredWeight,
    DesiredInstanceCount,
  } of request.DesiredWeightsAndCapacities ?? []) {
    if (!(VariantName in record.weights))
      throw validation(`The variant name "${VariantName}" was not found for this endpoint.`);
    if (DesiredWeight !== undefined) weights[VariantName] = DesiredWeight;
    if (DesiredInstanceCount !== undefined) instanceCounts[VariantName] = DesiredInstanceCount;
  }
  service.hosting.changeProperties(name, { weights, instanceCounts });
  return { EndpointArn: record.arn };
};
