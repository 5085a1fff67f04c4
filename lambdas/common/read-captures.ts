import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { type BadRecordReason, type CaptureRecord, decodeCaptureLine } from '#core/serving/capture-record';
import type { ObjectRef, ObjectStore } from '#ports/object-store';

export interface CaptureObject {
  readonly records: readonly CaptureRecord[];
  readonly bad: readonly BadRecordReason[];
}

/** Reads one capture object, plain or gzip, whoever wrote it; a truncated last line counts as bad. */
export async function readCaptureObject(store: ObjectStore, ref: ObjectRef): Promise<CaptureObject> {
  const body = Readable.from(await store.read(ref));
  const source = ref.key.endsWith('.gz') ? body.pipe(createGunzip()) : body;
  const records: CaptureRecord[] = [];
  const bad: BadRecordReason[] = [];
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const decoded = decodeCaptureLine(line);
    if ('record' in decoded) records.push(decoded.record);
    else bad.push(decoded.bad);
  }
  return { records, bad };
}

/** Keys of the capture objects of a variant from the UTC hour of `since` on, in key order. */
export async function listCaptureKeys(
  store: ObjectStore,
  bucket: string,
  endpoint: string,
  variant: string,
  since: Date,
): Promise<readonly string[]> {
  const prefix = `${endpoint}/${variant}/`;
  const hour = since.toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');
  const keys: string[] = [];
  for await (const { key } of store.list(bucket, prefix)) {
    if (key.slice(prefix.length, prefix.length + hour.length) >= hour) keys.push(key);
  }
  return keys.sort();
}
