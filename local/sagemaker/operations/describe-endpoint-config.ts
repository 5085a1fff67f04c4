import { validation } from '../service-error.ts';
import { type Operation, seconds } from './operation.ts';
import { withoutTags } from './tags.ts';

export const describeEndpointConfig: Operation<{ EndpointConfigName?: string }, object> = (
  service,
  request,
) => {
  const name = request.EndpointConfigName ?? '';
  const record = service.configs.get(name);
  if (record === undefined) {
    throw validation(`Could not find endpoint configuration "${service.arn('endpoint-config', name)}".`);
  }
  return {
    ...withoutTags(record.request),
    EndpointConfigArn: record.arn,
    CreationTime: seconds(record.createdAt),
  };
};
