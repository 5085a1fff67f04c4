import { resourceNotFound, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';

export const stopTrainingJob: Operation<{ TrainingJobName?: string }, Record<string, never>> = (
  service,
  request,
) => {
  const name = request.TrainingJobName ?? '';
  const record = service.trainingJobs.get(name);
  if (record === undefined) throw resourceNotFound('Requested resource not found.');
  if (record.status !== 'InProgress') {
    throw validation(`The request was rejected because the training job is in status ${record.status}.`);
  }
  service.training.stop(name);
  return {};
};
