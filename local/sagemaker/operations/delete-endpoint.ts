import { settledEndpoint } from './existing-endpoint.ts';
import type { Operation } from './operation.ts';

export const deleteEndpoint: Operation<{ EndpointName?: string }, Record<string, never>> = (
  service,
  request,
) => {
  const name = request.EndpointName ?? '';
  const { arn } = settledEndpoint(service, name, 'delete');
  service.hosting.delete(name);
  service.tags.delete(arn);
  return {};
};
