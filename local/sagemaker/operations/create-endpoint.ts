import type { CreateEndpointCommandInput } from '@aws-sdk/client-sagemaker';
import { initialCounts, initialWeights } from '../endpoints/endpoint-controller.ts';
import { limitExceeded, throttled, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { tagResource } from './tags.ts';

export const createEndpoint: Operation<CreateEndpointCommandInput, { EndpointArn: string }> = (
  service,
  request,
) => {
  const name = request.EndpointName ?? '';
  if (service.failures.strikes('throttling', name)) throw throttled();
  const arn = service.arn('endpoint', name);
  if (service.endpoints.get(name) !== undefined)
    throw validation(`Cannot create already existing endpoint "${arn}".`);
  const configName = request.EndpointConfigName ?? '';
  const config = service.configs.get(configName)?.request;
  if (config === undefined) {
    throw validation(
      `Could not find endpoint configuration "${service.arn('endpoint-config', configName)}".`,
    );
  }
  if (service.failures.strikes('quota', name)) {
    throw limitExceeded(
      'The account-level service limit for endpoint usage of this instance type is 0 Instances.',
    );
  }
  const now = service.now();
  service.endpoints.put(name, {
    ...{ arn, request, status: 'Creating', configName, createdAt: now, modifiedAt: now },
    ...{ weights: initialWeights(config), instanceCounts: initialCounts(config) },
  });
  tagResource(service, arn, request.Tags);
  service.hosting.create(name);
  return { EndpointArn: arn };
};
