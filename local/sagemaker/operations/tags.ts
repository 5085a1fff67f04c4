import type { Service } from '../service.ts';

interface Tag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** Tags of a new resource: whatever an earlier one of this name had is gone. */
export function setTags(service: Service, arn: string, tags: readonly Tag[] | undefined): void {
  if (tags !== undefined && tags.length > 0) service.tags.put(arn, { tags: asMap(tags) });
  else if (service.tags.get(arn) !== undefined) service.tags.delete(arn);
}

/** Adds tags to what the resource has; a key that is there gets the new value. */
export function addToTags(service: Service, arn: string, tags: readonly Tag[] | undefined): void {
  service.tags.put(arn, { tags: { ...service.tags.get(arn)?.tags, ...asMap(tags ?? []) } });
}

/** Describe operations do not repeat tags: ListTags does. */
export function withoutTags<Request extends object>(request: Request): Omit<Request, 'Tags'> {
  return Object.fromEntries(Object.entries(request).filter(([key]) => key !== 'Tags')) as Omit<
    Request,
    'Tags'
  >;
}

function asMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
