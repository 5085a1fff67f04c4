import { resourceNotFound, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';

export const stopTransformJob: Operation<{ TransformJobName?: string }, Record<string, never>> = (
  service,
  request,
) => {
  const name = request.TransformJobName ?? '';
  const record = service.transformJobs.get(name);
  if (record === undefined) throw resourceNotFound('Requested resource not found.');
  if (record.status !== 'InProgress') {
    throw validation(`The request was rejected because the transform job is in status ${record.status}.`);
  }
  service.transform.stop(name);
  return {};
};
