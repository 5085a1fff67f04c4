import { gzipSync, zstdCompressSync } from 'node:zlib';
import { seededRandom } from '#core/random';
import { captureLine } from '#core/serving/capture-record';
import { readableObjects } from '#lambdas/common/capture-folder';
import { readCaptureObject } from '#lambdas/common/read-captures';
import * as contract from '#lambdas/monitoring/compact-captures/contract';
import { compactCaptures } from '#lambdas/monitoring/compact-captures/handler';
import { sketchCapture } from '#lambdas/monitoring/sketch-capture/handler';
import { capturedObjects, indexCaptures } from '#lambdas/serving/join-ground-truth/captured-objects';
import type { ObjectStore } from '#ports/object-store';
import { fakeContext } from '#test/fakes/step-context';
import { drawRow } from '#test/unit/monitoring/support/watched';
import { MODEL, monitoringRoom, watchedModel } from './monitoring-room.ts';

/** Of the hour that is compacted; four hours later it is over, whatever is late. */
export const FOLDER = `gyre-test-${MODEL}/v1/2024/04/30/08`;
export const NOON = new Date('2024-04-30T12:00:00Z');
export const BUCKET = 'capture';

export type Packing = 'plain' | 'cut' | 'gzip' | 'zstd' | 'broken';
const ENDINGS = { plain: '', cut: '', gzip: '.gz', zstd: '.zst', broken: '.gz' };

export interface Captured {
  readonly key: string;
  readonly body: Uint8Array;
}

/**
 * An object of requests; rows of one are of two days, so that it has two sketches.
 * `cut`: without its last line feed. `broken`: an archive without its end.
 */
export function object(name: string, events: readonly string[], packing: Packing = 'plain'): Captured {
  const lines = events.map((eventId, at) =>
    captureLine(
      {
        ...{ eventId, inferenceId: eventId, inferenceTime: '2024-04-30T08:00:00Z' },
        ...{ attributes: { purpose: 'live' as const }, rowIds: [eventId], outputs: ['1'] },
        inputs: [drawRow(seededRandom(eventId)).join(',')],
        eventTimes: [`2024-04-${at % 2 === 0 ? '29' : '30'}T07:30:00Z`],
      },
      1,
    ),
  );
  const text = Buffer.from(lines.join('\n') + (packing === 'cut' ? '' : '\n'));
  const packed = {
    ...{ plain: () => text, cut: () => text, gzip: () => gzipSync(text), zstd: () => zstdCompressSync(text) },
    broken: () => gzipSync(text).subarray(0, -9),
  };
  return { key: `${FOLDER}/${name}.jsonl${ENDINGS[packing]}`, body: packed[packing]() };
}

/** Functions of the monitoring room, each on a store that may be another one at every call. */
export async function compactionRoom(change: Parameters<typeof watchedModel>[0] = {}) {
  const room = await monitoringRoom(watchedModel(change));
  const contextOn = (store: ObjectStore, now = NOON, remaining = 900_000) => ({
    ...fakeContext({ environment: room.environment, adapters: { ...room.adapters, store }, now }),
    remainingMilliseconds: () => remaining,
  });
  const sketch = async (key: string, store: ObjectStore = room.store) => {
    const body = {
      ...{ source: 'aws.s3' as const, 'detail-type': 'Object Created' as const },
      detail: { bucket: { name: BUCKET }, object: { key, size: 1, etag: 'e' } },
    };
    await sketchCapture({ messageId: 'm', sentAt: new Date(0), body }, contextOn(store));
  };
  const compact = async (store: ObjectStore = room.store, ...when: [Date?, number?]) => {
    const input = contract.inputSchema.parse({ kind: 'tick', target: 'platform' });
    return contract.outputSchema.parse(await compactCaptures(input, contextOn(store, ...when)));
  };
  const put = ({ key, body }: Captured, store: ObjectStore = room.store) =>
    store.write({ bucket: BUCKET, key }, body, 'application/octet-stream');
  return { ...room, contextOn, sketch, compact, putObject: put };
}

export async function keysOf(store: ObjectStore, bucket = BUCKET, prefix = ''): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(bucket, prefix)) keys.push(key);
  return keys;
}

/** All that is read of the hour: events, and reasons of bad records, sorted. */
export async function contentOf(store: ObjectStore): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { key } of await readableObjects(store, BUCKET, FOLDER)) {
    const { records, bad } = await readCaptureObject(store, { bucket: BUCKET, key }, { version: 1 });
    found.push(...records.map(({ eventId }) => eventId), ...bad);
  }
  return found.sort();
}

/** Row ids that the join finds, by the sketches that are there, each as often as it is met. */
export async function joined(store: ObjectStore): Promise<readonly string[]> {
  const index = await indexCaptures(store, 'reports', MODEL, '2024-01-01T00:00:00Z');
  const search = { isWanted: () => true, terms: {} };
  const found: string[] = [];
  for await (const { records } of capturedObjects(store, 'reports', index, search))
    for (const { rowIds } of records) found.push(...rowIds);
  return found.sort();
}
