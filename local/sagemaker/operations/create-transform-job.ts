import type { CreateTransformJobCommandInput } from '@aws-sdk/client-sagemaker';
import { limitExceeded, resourceInUse, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { setTags } from './tags.ts';

export const createTransformJob: Operation<CreateTransformJobCommandInput, { TransformJobArn: string }> = (
  service,
  request,
) => {
  const name = request.TransformJobName ?? '';
  if (service.transformJobs.get(name) !== undefined) {
    throw resourceInUse(
      'Job name must be unique within an AWS account and region, and a job with this name already exists',
    );
  }
  if (service.models.get(request.ModelName ?? '') === undefined) {
    throw validation(`Could not find model "${service.arn('model', request.ModelName ?? '')}".`);
  }
  if (service.failures.strikes('quota', name)) {
    throw limitExceeded(
      'The account-level service limit for this instance type is 0 Instances, with current utilization of 0.',
    );
  }
  const arn = service.arn('transform-job', name);
  const now = service.now();
  // First: a resource without its tags must not exist, tags without their resource do no harm.
  setTags(service, arn, request.Tags);
  service.transformJobs.put(name, {
    ...{ arn, request, status: 'InProgress', secondaryStatus: 'Starting', transitions: [] },
    ...{ createdAt: now, modifiedAt: now },
  });
  service.transform.launch(name);
  return { TransformJobArn: arn };
};
