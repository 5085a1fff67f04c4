/** Counting rows where they lie: in capture objects, in sketches, in joined documents. */
import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parseSketch } from '#core/monitoring/stored-sketch';
import { sketchPrefix } from '#core/monitoring/sketch-key';
import { decodeCaptureLine } from '#core/serving/capture-record';
import { joinedPrefix, joinedRowsSchema } from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import type { EnvironmentNames } from '../environment-names.ts';

export interface RowCounts {
  readonly sent: number;
  readonly captured: number;
  readonly sketched: number;
  readonly joined: number;
}

/** Rows of a model by row id: a row that stands twice counts once, except in sketches, which hold no ids. */
export async function countRows(
  store: ObjectStore,
  names: EnvironmentNames,
  model: string,
  sent: number,
): Promise<RowCounts> {
  const captured = new Set<string>();
  const captures = { bucket: names.bucket('capture'), prefix: `${names.endpoint(model)}/` };
  await eachText(store, captures, (content) => {
    for (const line of content.split('\n')) {
      const decoded = line === '' ? undefined : decodeCaptureLine(line);
      if (decoded === undefined || !('record' in decoded) || decoded.record.attributes.purpose !== 'live')
        continue;
      for (const id of decoded.record.rowIds) captured.add(id);
    }
  });
  let sketched = 0;
  const sketches = { bucket: names.bucket('reports'), prefix: sketchPrefix(model) };
  await eachText(store, sketches, (content, key) => {
    sketched += parseSketch(content, key).rows;
  });
  const joined = new Set<string>();
  await eachText(store, { bucket: names.bucket('lake'), prefix: joinedPrefix(model) }, (content) => {
    for (const id of joinedRowsSchema.parse(JSON.parse(content)).rowIds) joined.add(id);
  });
  return { sent, captured: captured.size, sketched, joined: joined.size };
}

const AT_ONCE = 8;

async function eachText(
  store: ObjectStore,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  take: (content: string, key: string) => void,
): Promise<void> {
  const keys: string[] = [];
  for await (const { key } of store.list(bucket, prefix)) keys.push(key);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
        const body = Readable.from(await store.read({ bucket, key }));
        take(await text(key.endsWith('.gz') ? body.pipe(createGunzip()) : body), key);
      }
    }),
  );
}
