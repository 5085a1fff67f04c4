import { sha256Hex } from '#core/registry/identify';
import { type Sketch, parseSketch } from '#core/monitoring/stored-sketch';
import { commonStart, parseSketchKey, variantPrefix } from '#core/monitoring/sketch-key';
import type { ObjectStore } from '#ports/object-store';

/** Sketches read at once. */
const CONCURRENCY = 16;

export interface SketchSpan {
  readonly model: string;
  readonly version: number;
  /** Event time, half-open. */
  readonly start: string;
  readonly end: string;
}

/** Keys of a version's sketches in a span of event time, as its own variant answered, in key order. */
export async function listSketches(
  store: ObjectStore,
  bucket: string,
  { model, version, start, end }: SketchSpan,
): Promise<readonly string[]> {
  const keys: string[] = [];
  const [from, to] = [start.slice(0, 13), end.slice(0, 13)];
  for await (const { key } of store.list(bucket, variantPrefix(model, version) + commonStart(start, end))) {
    const address = parseSketchKey(key);
    if (address !== undefined && address.bucketStart >= from && address.bucketStart < to) keys.push(key);
  }
  return keys.sort();
}

/** @example digestOfKeys([]) === digestOfKeys([]) // true */
export function digestOfKeys(keys: readonly string[]): string {
  return sha256Hex(keys.join('\n')).slice(0, 32);
}

export async function readSketches(
  store: ObjectStore,
  bucket: string,
  keys: readonly string[],
): Promise<readonly Sketch[]> {
  const sketches = new Map<string, Sketch>();
  const waiting = [...keys];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        sketches.set(key, parseSketch(await store.readText({ bucket, key }), key));
      }
    }),
  );
  return keys.flatMap((key) => sketches.get(key) ?? []);
}
