import { validation } from '../service-error.ts';
import type { Operation } from './operation.ts';

/** SageMaker lets a model go that an endpoint uses: the endpoint serves on, and its next update fails. */
export const deleteModel: Operation<{ ModelName?: string }, Record<string, never>> = (service, request) => {
  const name = request.ModelName ?? '';
  if (service.models.get(name) === undefined)
    throw validation(`Could not find model "${service.arn('model', name)}".`);
  service.models.delete(name);
  service.tags.delete(service.arn('model', name));
  return {};
};
