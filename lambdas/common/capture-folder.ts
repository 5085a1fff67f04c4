import type { CaptureObject } from '#core/monitoring/scale/capture-object';
import { compactedPrefix } from '#core/monitoring/scale/compaction-plan';
import {
  claimKey,
  type CompactedFolder,
  compactionRecordSchema,
  finishKey,
  finishRecordSchema,
  type Generation,
  groupRecordKey,
  placesOf,
  readableKeys,
} from '#core/monitoring/scale/compaction-protocol';
import { folderOf, parseCaptureKey } from '#core/serving/capture-key';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { parseContract } from './define-handler.ts';

/** What lies under `compacted/`: records, and compacted objects with their stored sizes. */
interface Compaction {
  readonly sizes: ReadonlyMap<string, number>;
  /** Its record is there as well. */
  readonly isWhole: (groupKey: string) => boolean;
  readonly generations: readonly Generation[];
}

/**
 * A folder of one hour as the protocol of compaction wants it: the objects are listed first and the records then, so
 * what a missing member was replaced by is seen.
 * @param folder `<endpoint>/<variant>/yyyy/mm/dd/hh`, without a slash at its end
 */
export async function readFolder(
  store: ObjectStore,
  bucket: string,
  folder: string,
): Promise<CompactedFolder> {
  const { objects, compaction } = await lookAt(store, bucket, folder);
  const compacted = new Set([...compaction.sizes.keys()].filter((key) => compaction.isWhole(key)));
  return { folder, objects, compacted, generations: compaction.generations };
}

/**
 * The objects that hold each record of an hour once, compacted ones among them, with their stored sizes. Who then
 * finds one of them gone lists again: it was replaced in between.
 */
export async function readableObjects(
  store: ObjectStore,
  bucket: string,
  folder: string,
): Promise<readonly CaptureObject[]> {
  const { objects, compaction } = await lookAt(store, bucket, folder);
  const sizes = new Map(objects.map(({ key, sizeBytes }) => [key, sizeBytes]));
  return readableKeys({ objects, generations: compaction.generations }).flatMap((key) => {
    // A compacted object that is not there has expired: a finish mark is written after it, and is listed before it.
    const sizeBytes = sizes.get(key) ?? compaction.sizes.get(key);
    return sizeBytes === undefined ? [] : [{ key, sizeBytes }];
  });
}

/**
 * Where the records of a capture object are now that somebody knows by its key: in itself, or in the object that took
 * its place. To be asked when it is gone.
 * @param known places found by earlier calls; those of all members of the folder are added
 */
export async function resolveCapture(
  store: ObjectStore,
  ref: ObjectRef,
  known = new Map<string, string>(),
): Promise<ObjectRef> {
  const { bucket, key } = ref;
  const nameOf = (member: string) => `${bucket}/${member}`;
  if (!known.has(nameOf(key)) && parseCaptureKey(key) !== undefined) {
    const { generations } = await readCompaction(store, bucket, folderOf(key));
    for (const [member, place] of placesOf(generations)) known.set(nameOf(member), place);
  }
  const place = known.get(nameOf(key));
  return place === undefined ? ref : { bucket, key: place };
}

async function lookAt(
  store: ObjectStore,
  bucket: string,
  folder: string,
): Promise<{ readonly objects: readonly CaptureObject[]; readonly compaction: Compaction }> {
  const objects: CaptureObject[] = [];
  let isEmpty = true;
  for await (const { key, sizeBytes } of store.list(bucket, `${folder}/`)) {
    isEmpty = false;
    if (parseCaptureKey(key) !== undefined) objects.push({ key, sizeBytes });
  }
  // Members go after their compacted object has come: where nothing is, nothing was replaced.
  const compaction = isEmpty
    ? { sizes: new Map<string, number>(), isWhole: () => false, generations: [] }
    : await readCompaction(store, bucket, folder);
  return { objects, compaction };
}

async function readCompaction(store: ObjectStore, bucket: string, folder: string): Promise<Compaction> {
  const sizes = new Map<string, number>();
  const records = new Set<string>();
  for await (const { key, sizeBytes } of store.list(bucket, compactedPrefix(folder))) {
    if (key.endsWith('.json')) records.add(key);
    else sizes.set(key, sizeBytes);
  }
  const isWhole = (groupKey: string) => records.has(groupRecordKey(groupKey));
  const generations: Generation[] = [];
  for (let number = 1; records.has(claimKey(folder, number)); number += 1) {
    const isFinished = records.has(finishKey(folder, number));
    const key = isFinished ? finishKey(folder, number) : claimKey(folder, number);
    const record = JSON.parse(await store.readText({ bucket, key })) as unknown;
    if (isFinished) {
      const { groups, left } = parseContract(finishRecordSchema, record, key);
      generations.push({ groups, left, isFinished });
    } else {
      const { groups } = parseContract(compactionRecordSchema, record, key);
      generations.push({ groups, isFinished });
    }
  }
  return { sizes, isWhole, generations };
}
