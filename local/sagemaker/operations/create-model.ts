import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { throttled, validation } from '../service-error.ts';
import type { Operation } from './operation.ts';
import { tagResource } from './tags.ts';

export const createModel: Operation<CreateModelCommandInput, { ModelArn: string }> = (service, request) => {
  const name = request.ModelName ?? '';
  if (service.failures.strikes('throttling', name)) throw throttled();
  const arn = service.arn('model', name);
  if (service.models.get(name) !== undefined)
    throw validation(`Cannot create already existing model "${arn}".`);
  if (request.PrimaryContainer === undefined && (request.Containers ?? []).length === 0) {
    throw validation('You must provide either PrimaryContainer or Containers.');
  }
  service.models.put(name, { arn, request, createdAt: service.now() });
  tagResource(service, arn, request.Tags);
  return { ModelArn: arn };
};
