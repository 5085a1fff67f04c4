import * as z from 'zod';
import { ObjectGoneError } from '#core/data/errors';
import { parseSketchKey, type SketchAddress, sketchPrefix } from '#core/monitoring/sketch-key';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { readableObjects, resolveCapture } from '../../common/capture-folder.ts';
import { parseContract } from '../../common/define-handler.ts';
import { readCaptures } from '../../common/read-captures.ts';

/** The only field of a sketch that the join needs. */
const sketchSourceSchema = z.object({ source: z.object({ bucket: z.string(), key: z.string() }) });

export interface CapturedObject {
  readonly version: number;
  readonly records: readonly CaptureRecord[];
}

/** Sketches that were being written while others were listed. */
const STILL_ARRIVING_MILLISECONDS = 5 * 60_000;

interface FoundSketch extends SketchAddress {
  readonly key: string;
  /** By the clock of S3, ISO 8601. */
  readonly writtenAt: string;
}

/** The sketches of a model: the index that says which capture objects hold rows of a bucket. */
export interface CaptureIndex {
  /** Newest bucket of event time first. */
  readonly buckets: readonly (readonly FoundSketch[])[];
  /** A search that begins now need not be repeated for what was written until then. */
  readonly searchedTo: string;
}

/** @param since event time, ISO 8601: captures of older buckets are not kept and not looked for */
export async function indexCaptures(
  store: ObjectStore,
  bucket: string,
  model: string,
  since: string,
): Promise<CaptureIndex> {
  const byBucket = new Map<string, FoundSketch[]>();
  let newest = Number.NEGATIVE_INFINITY;
  for await (const { key, lastModified } of store.list(bucket, sketchPrefix(model))) {
    const address = parseSketchKey(key);
    if (address === undefined) continue;
    newest = Math.max(newest, lastModified.getTime());
    if (timeOf(address.bucketStart) < Date.parse(since)) continue;
    const sketch = { ...address, key, writtenAt: lastModified.toISOString() };
    const sketches = byBucket.get(address.bucketStart);
    if (sketches === undefined) byBucket.set(address.bucketStart, [sketch]);
    else sketches.push(sketch);
  }
  const starts = [...byBucket.keys()].sort().reverse();
  return {
    // Within a bucket the highest version comes first, then the order of keys: a repeat reads in the same order.
    buckets: starts.map((start) =>
      (byBucket.get(start) ?? []).sort((a, b) => b.version - a.version || (a.key < b.key ? -1 : 1)),
    ),
    searchedTo: Number.isFinite(newest) ? new Date(newest - STILL_ARRIVING_MILLISECONDS).toISOString() : '',
  };
}

/** What is looked for. */
export interface CaptureSearch {
  /** May anything be in an object whose sketch was written then? Asked again before each is read. */
  readonly isWanted: (writtenAt: string) => boolean;
  readonly terms: CaptureTerms;
}

/**
 * The capture objects behind an index, each once, one at a time and some records at a time. One whose lines were moved
 * to a larger object is found there, and that is read once for all that are in it; rows that are met a second time,
 * because it happened in between, were found already.
 */
export async function* capturedObjects(
  store: ObjectStore,
  bucket: string,
  { buckets }: CaptureIndex,
  { isWanted, terms }: CaptureSearch,
): AsyncGenerator<CapturedObject> {
  const reading: Reading = { seen: new Set(), places: new Map() };
  for (const sketches of buckets) {
    const sources = await Promise.all(
      sketches
        .filter(({ writtenAt }) => isWanted(writtenAt))
        .map(async (sketch) => ({ ...sketch, ...(await readSource(store, bucket, sketch.key)) })),
    );
    for (const { version, source, writtenAt } of sources) {
      if (source === undefined || !isWanted(writtenAt)) continue;
      // A compacted object's key does not say who answered: the sketch does.
      const own = { ...terms, version };
      const found = source.key.endsWith('/')
        ? folderRecords(store, source, own, reading)
        : objectRecords(store, source, own, reading);
      for await (const records of found) yield { version, records };
    }
  }
}

/** What one search has read, by bucket and key, and where it found what took the place of members. */
interface Reading {
  readonly seen: Set<string>;
  readonly places: Map<string, string>;
}

/** All records of an hour that was counted as a whole; listed again when some of it was replaced meanwhile. */
async function* folderRecords(
  store: ObjectStore,
  { bucket, key }: ObjectRef,
  terms: CaptureTerms,
  reading: Reading,
): AsyncGenerator<readonly CaptureRecord[], void> {
  for (;;) {
    let isWhole = true;
    for (const object of await readableObjects(store, bucket, key.slice(0, -1))) {
      const ref = { bucket, key: object.key };
      if (isMet(reading, ref)) continue;
      if ((yield* liveRecords(store, ref, terms)) === 'gone') isWhole = false;
    }
    if (isWhole) return;
  }
}

async function* objectRecords(
  store: ObjectStore,
  source: ObjectRef,
  terms: CaptureTerms,
  reading: Reading,
): AsyncGenerator<readonly CaptureRecord[], void> {
  if (isMet(reading, source)) return;
  // Where one member is gone the others are on their way: nobody needs to ask for each.
  const known = reading.places.get(`${source.bucket}/${source.key}`);
  if (known === undefined && (yield* liveRecords(store, source, terms)) === 'read') return;
  const place = await resolveCapture(store, source, reading.places);
  if (!isMet(reading, place)) yield* liveRecords(store, place, terms);
}

function isMet({ seen }: Reading, { bucket, key }: ObjectRef): boolean {
  const name = `${bucket}/${key}`;
  if (seen.has(name)) return true;
  seen.add(name);
  return false;
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

/** Smoke and shadow answers are nobody's predictions. An object that is gone holds none. */
async function* liveRecords(
  store: ObjectStore,
  source: ObjectRef,
  terms: CaptureTerms,
): AsyncGenerator<readonly CaptureRecord[], 'read' | 'gone'> {
  try {
    for await (const some of readCaptures(store, source, terms)) {
      const records = some.flatMap((decoded) => ('record' in decoded ? [decoded.record] : []));
      yield records.filter(({ attributes }) => attributes.purpose === 'live');
    }
    return 'read';
  } catch (error) {
    if (error instanceof ObjectGoneError) return 'gone';
    throw error;
  }
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
