import type { Service } from '../service.ts';

interface Tag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** Adds tags to what the resource has; a key that is there gets the new value. */
export function tagResource(service: Service, arn: string, tags: readonly Tag[] | undefined): void {
  if (tags === undefined || tags.length === 0) return;
  const before = service.tags.get(arn)?.tags ?? {};
  const added = Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  service.tags.put(arn, { tags: { ...before, ...added } });
}

/** Describe operations do not repeat tags: ListTags does. */
export function withoutTags<Request extends object>(request: Request): Omit<Request, 'Tags'> {
  return Object.fromEntries(Object.entries(request).filter(([key]) => key !== 'Tags')) as Omit<
    Request,
    'Tags'
  >;
}
