import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { limitExceeded, resourceInUse } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { setTags } from './tags.ts';

export const createTrainingJob: Operation<CreateTrainingJobCommandInput, { TrainingJobArn: string }> = (
  service,
  request,
) => {
  const name = request.TrainingJobName ?? '';
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
  // First: a resource without its tags must not exist, tags without their resource do no harm.
  setTags(service, arn, request.Tags);
  service.trainingJobs.put(name, {
    ...{ arn, request, status: 'InProgress', secondaryStatus: 'Starting', transitions: [] },
    ...{ createdAt: now, modifiedAt: now },
  });
  service.training.launch(name);
  return { TrainingJobArn: arn };
};
