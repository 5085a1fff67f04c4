import * as z from 'zod';
import { ObjectGoneError } from '#core/data/errors';
import { parseSketchKey, type SketchAddress, sketchPrefix } from '#core/monitoring/sketch-key';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';
import { readCaptureObject } from '../../common/read-captures.ts';

/** The only field of a sketch that the join needs. */
const sketchSourceSchema = z.object({ source: z.object({ bucket: z.string(), key: z.string() }) });

export interface CapturedObject {
  readonly version: number;
  readonly records: readonly CaptureRecord[];
}

/**
 * The capture objects of a model, newest bucket of event time first, each once and one at a time. The sketches are
 * the index: they say which objects hold rows of a bucket.
 *
 * @param since event time, ISO 8601: captures of older buckets are not kept and not looked for
 */
export async function* capturedObjects(
  store: ObjectStore,
  bucket: string,
  model: string,
  since: string,
): AsyncGenerator<CapturedObject> {
  const seen = new Set<string>();
  for (const sketches of await sketchesByBucket(store, bucket, model, since)) {
    const sources = await Promise.all(
      sketches.map(async ({ key, version }) => ({ version, ...(await readSource(store, bucket, key)) })),
    );
    for (const { version, source } of sources) {
      if (source === undefined || seen.has(`${source.bucket}/${source.key}`)) continue;
      seen.add(`${source.bucket}/${source.key}`);
      const records = await readLiveRecords(store, source);
      if (records.length > 0) yield { version, records };
    }
  }
}

interface FoundSketch extends SketchAddress {
  readonly key: string;
}

/** Within a bucket the highest version comes first, then the order of keys: a repeat reads in the same order. */
async function sketchesByBucket(
  store: ObjectStore,
  bucket: string,
  model: string,
  since: string,
): Promise<readonly (readonly FoundSketch[])[]> {
  const byBucket = new Map<string, FoundSketch[]>();
  for await (const { key } of store.list(bucket, sketchPrefix(model))) {
    const address = parseSketchKey(key);
    if (address === undefined) continue;
    const sketches = byBucket.get(address.bucketStart);
    if (sketches === undefined) byBucket.set(address.bucketStart, [{ ...address, key }]);
    else sketches.push({ ...address, key });
  }
  const starts = [...byBucket.keys()].sort().reverse();
  return starts
    .filter((start) => timeOf(start) >= Date.parse(since))
    .map((start) =>
      (byBucket.get(start) ?? []).toSorted((a, b) => b.version - a.version || (a.key < b.key ? -1 : 1)),
    );
}

function timeOf(bucketStart: string): number {
  return Date.parse(`${bucketStart}:00:00Z`);
}

async function readSource(
  store: ObjectStore,
  bucket: string,
  key: string,
): Promise<{ readonly source?: { readonly bucket: string; readonly key: string } }> {
  const text = await unlessGone(() => store.readText({ bucket, key }));
  return text === undefined ? {} : parseContract(sketchSourceSchema, JSON.parse(text), key);
}

/** Smoke and shadow answers are nobody's predictions. */
async function readLiveRecords(
  store: ObjectStore,
  source: { readonly bucket: string; readonly key: string },
): Promise<readonly CaptureRecord[]> {
  const object = await unlessGone(() => readCaptureObject(store, source));
  return (object?.records ?? []).filter(({ attributes }) => attributes.purpose === 'live');
}

/** Captures are kept for a time only, and sketches may be made anew: what is gone holds no row. */
async function unlessGone<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ObjectGoneError) return undefined;
    throw error;
  }
}
