import { claimMessageSchema, uploadOf } from '#core/data/upload';
import { uploadKey } from '#core/registry/keys';
import { joinedRowsSchema, joinKey, joinRecordSchema } from '#core/serving/ground-truth-records';
import * as join from '#lambdas/serving/join-ground-truth/contract';
import { joinGroundTruth } from '#lambdas/serving/join-ground-truth/handler';
import type { ObjectStore } from '#ports/object-store';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import { capture, type CapturedRequest } from './captures.ts';
import { labelsRoom } from './labels-room.ts';

/** What a test may put in place of the fakes. */
interface JoinAdapters {
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly queue: Queue;
}

/** Ground truth in memory: captures, labels, the join called as its state machine calls it, and the dataset's answer. */
export function joinRoom(room = labelsRoom()) {
  const { store, registry, queue, context } = room;

  const step = async (model = 'duration', given: Partial<JoinAdapters> = {}, day = '2024-05-10') => {
    await room.ready;
    const input = join.inputSchema.parse({ model, asOf: `${day}T06:00:00Z` });
    const adapters = { ...context.adapters, ...given };
    return join.outputSchema.parse(await joinGroundTruth(input, { ...context, adapters }));
  };
  /** Captures in buckets of a day for `duration`, of an hour for `lateness`. */
  const captured = async (
    name: string,
    requests: readonly CapturedRequest[],
    version = 1,
    model = 'duration',
  ) => capture(store, { model, version, name, bucket: model === 'duration' ? '1d' : '1h' }, requests);
  const claims = () => queue.sent.map(({ message }) => claimMessageSchema.parse(message));
  /** The data room takes the last claim as far as a status. */
  const take = async (status: 'claimed' | 'committed' | 'quarantined') => {
    const claim = claims().at(-1);
    if (claim === undefined) throw new Error('nothing was claimed');
    const upload = uploadOf(claim);
    const sk = uploadKey(upload.uploadId);
    await registry.transition({ kind: 'dataset', name: claim.dataset }, async () => ({
      writes: [
        {
          sk,
          entity: 'upload',
          expect: 'any',
          data: { ...upload, status, claimedAt: '2024-05-10T06:00:00.000Z' },
        },
      ],
      event: { type: `upload-${status}`, actor: 'test', cause: upload.uploadId },
      result: undefined,
    }));
  };
  /** Joined rows by place, without the join's id. */
  const joined = async (model = 'duration') => {
    const found: Record<string, unknown[]> = {};
    for await (const { key } of store.list('lake', `joined/${model}/`)) {
      const rows = joinedRowsSchema.parse(await room.readJson(key));
      const place = key.split('/').slice(2, 4).join('/');
      found[place] ??= [];
      found[place].push(...rows.rowIds.map((id, at) => [id, rows.predictions[at], rows.labels[at]]));
    }
    return found;
  };
  const upload = async () => {
    const claim = claims().at(-1);
    return claim === undefined ? [] : (await store.readText(claim)).trimEnd().split('\n');
  };
  const joinOf = async (joinId: string, model = 'duration') => {
    const item = await registry.get({ kind: 'model', name: model }, joinKey(joinId));
    return item === undefined ? undefined : joinRecordSchema.parse(item.data);
  };
  /** The join as of a later day. */
  const stepOn = (day: string, given: Partial<JoinAdapters> = {}, model = 'duration') =>
    step(model, given, day);
  return { ...room, step, stepOn, captured, claims, take, joined, upload, joinOf };
}

export type JoinRoom = ReturnType<typeof joinRoom>;
