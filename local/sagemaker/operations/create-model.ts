import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { setTags } from './tags.ts';

export const createModel: Operation<CreateModelCommandInput, { ModelArn: string }> = (service, request) => {
  const name = request.ModelName ?? '';
  const arn = service.arn('model', name);
  if (service.models.get(name) !== undefined)
    throw validation(`Cannot create already existing model "${arn}".`);
  if (request.PrimaryContainer === undefined && (request.Containers ?? []).length === 0) {
    throw validation('You must provide either PrimaryContainer or Containers.');
  }
  // First: a resource without its tags must not exist, tags without their resource do no harm.
  setTags(service, arn, request.Tags);
  service.models.put(name, { arn, request, createdAt: service.now() });
  return { ModelArn: arn };
};
