import { compareTimes } from '#core/data/event-time';
import { KeySet } from '#core/data/key-set';
import type { ManifestObject } from '#core/data/manifest';
import type { ProfiledUpload } from '#core/data/upload-facts';
import type { ObjectStore } from '#ports/object-store';
import { readLines } from './read-lines.ts';

/**
 * Rows of an upload whose key is in one of the objects already. The same row has the same event time, so only objects
 * whose span of time overlaps the upload's are read; an object of the same content is the same upload, no duplicate.
 */
export async function countKnownKeys(
  store: ObjectStore,
  bucket: string,
  { profile, sha256, keysKey, facts }: ProfiledUpload,
  objects: readonly ManifestObject[],
): Promise<number> {
  if (facts.goodRows === 0 || objects.some((object) => object.sha256 === sha256)) return 0;
  const overlapping = objects.filter(
    (object) =>
      compareTimes(object.minEventTime, profile.maxEventTime) <= 0 &&
      compareTimes(object.maxEventTime, profile.minEventTime) >= 0,
  );
  if (overlapping.length === 0) return 0;
  const keys = new KeySet();
  for await (const key of readLines(await store.read({ bucket, key: keysKey }))) keys.add(key);
  let known = 0;
  for (const object of overlapping) {
    for await (const key of readLines(await store.read({ bucket, key: object.keysKey })))
      if (keys.has(key)) known += 1;
  }
  return known;
}
