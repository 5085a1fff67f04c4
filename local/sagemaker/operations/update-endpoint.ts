import type { UpdateEndpointCommandInput } from '@aws-sdk/client-sagemaker';
import { limitExceeded, throttled, validation } from '../service-error.ts';
import { settledEndpoint } from './existing-endpoint.ts';
import type { Operation } from './operation.ts';

export const updateEndpoint: Operation<UpdateEndpointCommandInput, { EndpointArn: string }> = (
  service,
  request,
) => {
  const name = request.EndpointName ?? '';
  if (service.failures.strikes('throttling', name)) throw throttled();
  const record = settledEndpoint(service, name, 'update');
  const configName = request.EndpointConfigName ?? '';
  if (service.configs.get(configName) === undefined) {
    throw validation(
      `Could not find endpoint configuration "${service.arn('endpoint-config', configName)}".`,
    );
  }
  if (configName === record.configName && record.status === 'InService') {
    throw validation('The endpoint configuration of the request is the one the endpoint uses already.');
  }
  if (service.failures.strikes('quota', name)) {
    throw limitExceeded(
      'The account-level service limit for endpoint usage of this instance type is 0 Instances.',
    );
  }
  service.hosting.update(name, configName);
  return { EndpointArn: record.arn };
};
