import type { CreateEndpointCommandInput } from '@aws-sdk/client-sagemaker';
import { deployedFrom } from '../endpoints/deployed.ts';
import { initialProperties } from '../endpoints/variant-properties.ts';
import { limitExceeded, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { setTags } from './tags.ts';

export const createEndpoint: Operation<CreateEndpointCommandInput, { EndpointArn: string }> = (
  service,
  request,
) => {
  const name = request.EndpointName ?? '';
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
  const deployed = deployedFrom(service, config);
  if (service.failures.strikes('quota', name)) {
    throw limitExceeded(
      'The account-level service limit for endpoint usage of this instance type is 0 Instances.',
    );
  }
  const now = service.now();
  // First: a resource without its tags must not exist, tags without their resource do no harm.
  setTags(service, arn, request.Tags);
  service.endpoints.put(name, {
    ...{ arn, request, status: 'Creating', configName, createdAt: now, modifiedAt: now },
    ...{ deployed, ...initialProperties(config) },
  });
  service.hosting.create(name);
  return { EndpointArn: arn };
};
