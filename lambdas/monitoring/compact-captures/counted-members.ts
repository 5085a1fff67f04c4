import type { CompactionGroup } from '#core/monitoring/scale/compaction-plan';
import {
  type GroupRecord,
  groupRecordKey,
  groupRecordSchema,
} from '#core/monitoring/scale/compaction-protocol';
import { captureDigest, parseSketchKey, sketchKey } from '#core/monitoring/sketch-key';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from '../../common/define-handler.ts';
import { readClaims } from '../../common/read-claims.ts';

export interface CountedFolder {
  readonly captures: string;
  readonly reports: string;
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  readonly folder: string;
}

/**
 * Which members may go: those that nobody will ask for by their keys any more.
 *
 * An object is counted once, by its key, and the event that tells of it may come late, be repeated for hours or wait
 * for a person in the dead-letter queue. So there is no time after which it may go, only the proof that it was counted:
 * all of its sketches, for it has several where its rows are of several buckets, and they are written one after the
 * other; or the mark of a claim by the hour that names it. Both stay, so what was right once stays right.
 */
export async function countedMembers(
  store: ObjectStore,
  facts: CountedFolder,
  groups: readonly CompactionGroup[],
  keys: readonly string[],
): Promise<readonly string[]> {
  const wanted = new Set(keys);
  const bySketch = new Set<string>();
  const sketched = new Map<string, ReadonlySet<string>>();
  for (const group of groups) {
    const own = group.members.filter((key) => wanted.has(key));
    if (own.length === 0) continue;
    const { starts, members } = await readRecord(store, facts.captures, group.key);
    for (const key of own) {
      const needed = members[key]?.map((place) => starts[place] ?? '');
      if (needed === undefined) continue;
      for (const start of needed)
        if (!sketched.has(start)) sketched.set(start, await digestsOf(store, facts, start));
      const digest = captureDigest({ bucket: facts.captures, key });
      if (needed.every((start) => sketched.get(start)?.has(digest) === true)) bySketch.add(key);
    }
  }
  if (keys.every((key) => bySketch.has(key))) return keys;
  const byHour = await claimedAndDone(store, facts);
  return keys.filter((key) => bySketch.has(key) || byHour.has(key));
}

async function readRecord(store: ObjectStore, bucket: string, groupKey: string): Promise<GroupRecord> {
  const key = groupRecordKey(groupKey);
  return parseContract(groupRecordSchema, JSON.parse(await store.readText({ bucket, key })), key);
}

/** Of all objects of the variant that have a sketch of a bucket: one listing says it of a thousand. */
async function digestsOf(
  store: ObjectStore,
  { reports, model, version, variant }: CountedFolder,
  bucketStart: string,
): Promise<ReadonlySet<string>> {
  const prefix = sketchKey({ model, version, variant, bucketStart, digest: '' }).replace(/\.sk$/, '');
  const digests = new Set<string>();
  for await (const { key } of store.list(reports, prefix)) {
    const address = parseSketchKey(key);
    if (address !== undefined) digests.add(address.digest);
  }
  return digests;
}

async function claimedAndDone(
  store: ObjectStore,
  { reports, folder }: CountedFolder,
): Promise<ReadonlySet<string>> {
  const claims = (await readClaims(store, reports, `${folder}/`)).get(folder) ?? [];
  return new Set(claims.flatMap(({ objects, isDone }) => (isDone ? objects.map(([key]) => key) : [])));
}
