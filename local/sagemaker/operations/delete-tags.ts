import type { DeleteTagsCommandInput } from '@aws-sdk/client-sagemaker';
import type { Operation } from './operation.ts';

export const deleteTags: Operation<DeleteTagsCommandInput, Record<string, never>> = (service, request) => {
  const arn = request.ResourceArn ?? '';
  const gone = new Set(request.TagKeys);
  const kept = Object.entries(service.tags.get(arn)?.tags ?? {}).filter(([key]) => !gone.has(key));
  service.tags.put(arn, { tags: Object.fromEntries(kept) });
  return {};
};
