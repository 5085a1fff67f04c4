import { ObjectGoneError } from '#core/data/errors';
import { versionOfVariant } from '#core/deployment/endpoint-requests';
import { hoursBetween } from '#core/monitoring/scale/compaction-hours';
import type { CaptureRecord } from '#core/serving/capture-record';
import type { ObjectStore } from '#ports/object-store';
import { readableObjects } from '../../common/capture-folder.ts';
import { readCaptureObject } from '../../common/read-captures.ts';

/** What a variant captured since the UTC hour of a moment; a few hours, and not very much. */
export async function capturedSince(
  store: ObjectStore,
  bucket: string,
  { endpointName, variant }: { readonly endpointName: string; readonly variant: string },
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<readonly CaptureRecord[]> {
  const version = versionOfVariant(variant);
  const terms = version === undefined ? {} : { version };
  const records: CaptureRecord[] = [];
  for (const hour of hoursBetween(since, now))
    records.push(...(await capturedIn(`${endpointName}/${variant}/${hour}`)));
  return records;

  async function capturedIn(folder: string): Promise<readonly CaptureRecord[]> {
    const found: CaptureRecord[] = [];
    try {
      for (const { key } of await readableObjects(store, bucket, folder))
        found.push(...(await readCaptureObject(store, { bucket, key }, terms)).records);
      return found;
    } catch (error) {
      if (!(error instanceof ObjectGoneError)) throw error;
      // A larger object took its place after it was listed: the next listing has that.
      return capturedIn(folder);
    }
  }
}
