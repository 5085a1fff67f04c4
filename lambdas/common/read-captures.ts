import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { type BadRecordReason, type CaptureRecord, decodeCaptureLine } from '#core/serving/capture-record';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { readLines } from './read-lines.ts';

export interface CaptureObject {
  readonly records: readonly CaptureRecord[];
  readonly bad: readonly BadRecordReason[];
}

/** Reads one capture object, plain or gzip, whoever wrote it; a truncated last line counts as bad. */
export async function readCaptureObject(store: ObjectStore, ref: ObjectRef): Promise<CaptureObject> {
  const body = await store.read(ref);
  const records: CaptureRecord[] = [];
  const bad: BadRecordReason[] = [];
  for await (const line of readLines(ref.key.endsWith('.gz') ? unzipped(body) : body)) {
    const text = line.trim();
    if (text === '') continue;
    const decoded = decodeCaptureLine(text);
    if ('record' in decoded) records.push(decoded.record);
    else bad.push(decoded.bad);
  }
  return { records, bad };
}

/** A broken archive gives what can be read of it: its last line is then cut off, and counts as bad. */
async function* unzipped(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const source = Readable.from(body);
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    yield Buffer.from('\n(broken archive)\n');
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('Z_');
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
