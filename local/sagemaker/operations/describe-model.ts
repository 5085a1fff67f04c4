import { validation } from '../service-error.ts';
import { type Operation, seconds } from './operation.ts';
import { withoutTags } from './tags.ts';

export const describeModel: Operation<{ ModelName?: string }, object> = (service, request) => {
  const name = request.ModelName ?? '';
  const record = service.models.get(name);
  if (record === undefined) throw validation(`Could not find model "${service.arn('model', name)}".`);
  return { ...withoutTags(record.request), ModelArn: record.arn, CreationTime: seconds(record.createdAt) };
};
