import type * as z from 'zod';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { parseContract } from './define-handler.ts';

/** A function serves a handful of models; beyond that, what was read first is read again. */
const MOST_VALUES = 100;

/** By schema, and by place. */
const known = new WeakMap<ObjectStore, Map<z.ZodType, Map<string, unknown>>>();

/**
 * What lies at a content-addressed place as JSON, read and checked once by a warm function: nobody can change it there.
 * @param place   its key must be made of its content; a key that is written again would be read as it was
 * @param schema  what another one makes of the place is another value; what does not fit is not remembered
 */
export async function readOnce<Value>(
  store: ObjectStore,
  { bucket, key }: Pick<ObjectRef, 'bucket' | 'key'>,
  schema: z.ZodType<Value>,
): Promise<Value> {
  const bySchema = known.get(store) ?? new Map<z.ZodType, Map<string, unknown>>();
  known.set(store, bySchema);
  const values = bySchema.get(schema) ?? new Map<string, unknown>();
  bySchema.set(schema, values);
  const name = `${bucket}/${key}`;
  // One schema makes one type of all.
  if (values.has(name)) return values.get(name) as Value;
  const value = parseContract(schema, JSON.parse(await store.readText({ bucket, key })), key);
  const [oldest] = values.keys();
  if (values.size >= MOST_VALUES && oldest !== undefined) values.delete(oldest);
  values.set(name, value);
  return value;
}
