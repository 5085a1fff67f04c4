import type { ObjectRef, ObjectStore } from '#ports/object-store';

/** A function serves a handful of models; beyond that, what was read first is read again. */
const MOST_VALUES = 100;

type Parse<Value> = (text: string, key: string) => Value;

const known = new WeakMap<ObjectStore, Map<Parse<unknown>, Map<string, unknown>>>();

/**
 * What lies at a content-addressed place, read and parsed once by a warm function: nobody can change it there.
 * @param place  its key must be made of its content; a key that is written again would be read as it was
 * @param parse  the same function each time: what another one made of the place is another value. What it throws is not
 *   remembered
 */
export async function readOnce<Value>(
  store: ObjectStore,
  { bucket, key }: Pick<ObjectRef, 'bucket' | 'key'>,
  parse: Parse<Value>,
): Promise<Value> {
  const parsed = known.get(store) ?? new Map<Parse<unknown>, Map<string, unknown>>();
  known.set(store, parsed);
  const values = parsed.get(parse) ?? new Map<string, unknown>();
  parsed.set(parse, values);
  const name = `${bucket}/${key}`;
  // One function makes one type of all.
  if (values.has(name)) return values.get(name) as Value;
  const value = parse(await store.readText({ bucket, key }), key);
  const [oldest] = values.keys();
  if (values.size >= MOST_VALUES && oldest !== undefined) values.delete(oldest);
  values.set(name, value);
  return value;
}
