import type { Service } from '../service.ts';
import type { Operation } from './operation.ts';

export const listTags: Operation<{ ResourceArn?: string }, object> = (service, request) => ({
  Tags: listedTags(service, request.ResourceArn ?? ''),
});

export function listedTags(service: Service, arn: string): { Key: string; Value: string }[] {
  return Object.entries(service.tags.get(arn)?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
