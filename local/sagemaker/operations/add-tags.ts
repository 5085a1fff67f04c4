import type { AddTagsCommandInput } from '@aws-sdk/client-sagemaker';
import type { Operation } from './operation.ts';
import { listedTags } from './list-tags.ts';
import { addToTags } from './tags.ts';

export const addTags: Operation<AddTagsCommandInput, object> = (service, request) => {
  const arn = request.ResourceArn ?? '';
  addToTags(service, arn, request.Tags);
  return { Tags: listedTags(service, arn) };
};
