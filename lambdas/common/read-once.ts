import type { ObjectRef, ObjectStore } from '#ports/object-store';

/** A function serves a handful of models; beyond that, what was read first is read again. */
const MOST_VALUES = 100;

const known = new WeakMap<ObjectStore, Map<string, unknown>>();

/**
 * What lies at a content-addressed place, read and parsed once by a warm function: nobody can change it there.
 * @param place  its key must be made of its content; a key that is written again would be read as it was
 * @param parse  of the text; what it throws is not remembered
 */
export async function readOnce<Value>(
  store: ObjectStore,
  { bucket, key }: Pick<ObjectRef, 'bucket' | 'key'>,
  parse: (text: string) => Value,
): Promise<Value> {
  const values = known.get(store) ?? new Map<string, unknown>();
  known.set(store, values);
  const name = `${bucket}/${key}`;
  // One place holds one kind of document, so what was parsed from it is what is asked for.
  if (values.has(name)) return values.get(name) as Value;
  const value = parse(await store.readText({ bucket, key }));
  const [oldest] = values.keys();
  if (values.size >= MOST_VALUES && oldest !== undefined) values.delete(oldest);
  values.set(name, value);
  return value;
}
