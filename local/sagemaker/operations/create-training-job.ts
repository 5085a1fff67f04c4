import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { limitExceeded, resourceInUse, throttled } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { tagResource } from './tags.ts';

export const createTrainingJob: Operation<CreateTrainingJobCommandInput, { TrainingJobArn: string }> = (
  service,
  request,
) => {
  const name = request.TrainingJobName ?? '';
  if (service.failures.strikes('throttling', name)) throw throttled();
  if (service.trainingJobs.get(name) !== undefined) {
    throw resourceInUse(
      'Job name must be unique within an AWS account and region, and a job with this name already exists',
    );
  }
  if (service.failures.strikes('quota', name)) {
    throw limitExceeded(
      'The account-level service limit for this instance type is 0 Instances, with current utilization of 0.',
    );
  }
  const arn = service.arn('training-job', name);
  const now = service.now();
  service.trainingJobs.put(name, {
    ...{ arn, request, status: 'InProgress', secondaryStatus: 'Starting', transitions: [] },
    ...{ createdAt: now, modifiedAt: now },
  });
  tagResource(service, arn, request.Tags);
  service.training.launch(name);
  return { TrainingJobArn: arn };
};
