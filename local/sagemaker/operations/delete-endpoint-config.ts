import { validation } from '../service-error.ts';
import type { Operation } from './operation.ts';

export const deleteEndpointConfig: Operation<{ EndpointConfigName?: string }, Record<string, never>> = (
  service,
  request,
) => {
  const name = request.EndpointConfigName ?? '';
  if (service.configs.get(name) === undefined) {
    throw validation(`Could not find endpoint configuration "${service.arn('endpoint-config', name)}".`);
  }
  service.configs.delete(name);
  service.tags.delete(service.arn('endpoint-config', name));
  return {};
};
