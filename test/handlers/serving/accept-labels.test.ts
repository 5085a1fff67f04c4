import { expect, test } from 'vitest';
import { objectCreatedSchema } from '#core/data/object-created';
import { labelsRecordSchema } from '#core/serving/ground-truth-records';
import { recordLabels } from '#lambdas/serving/record-labels/handler';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { fakeContext } from '#test/fakes/step-context';
import { frontDoorRoom } from './support/front-door-room.ts';

const CSV = 'id,minutes\nr1,12\nr2,7\n';

const errorOf = (result: { readonly body: string }): unknown => JSON.parse(result.body);

test('labels by the API wait for their join like labels that were landed', async () => {
  const room = frontDoorRoom();
  const result = await room.sendLabels({ body: CSV });
  expect(result.statusCode).toBe(202);
  const registry = memoryRegistry();
  const environment = {
    ...{ GYRE_ENV: 'test', REGISTRY_TABLE: 'registry' },
    ...{ LANDING_BUCKET: 'landing', LAKE_BUCKET: 'lake' },
  };
  const body = objectCreatedSchema.parse(room.queue.sent[0]?.message);
  const adapters = { registry, store: room.store, parameters: room.parameters };
  const context = fakeContext({ environment, adapters, now: room.now });
  await recordLabels({ messageId: 'm', sentAt: room.now, body }, context);
  const items = await registry.list({ kind: 'model', name: 'duration' }, 'LABELS#');
  const records = items.map((item) => labelsRecordSchema.parse(item.data));
  expect(records).toMatchObject([{ status: 'waiting', rows: 2, columns: ['minutes'], bucket: 'lake' }]);
  expect(JSON.parse(result.body)).toEqual({ labelsId: records[0]?.labelsId, bytes: CSV.length });
});

test('B-14 the same labels sent twice are one file', async () => {
  const room = frontDoorRoom();
  const first = await room.sendLabels({ body: CSV });
  const encoded = Buffer.from(CSV).toString('base64');
  const second = await room.sendLabels({ body: encoded, isBase64Encoded: true });
  expect(second).toEqual(first);
  const keys = [];
  for await (const { key } of room.store.list('lake', '_labels/duration/')) keys.push(key);
  expect(keys).toHaveLength(1);
});

test.each([
  ['no CSV', { headers: { 'content-type': 'application/json' }, body: '{}' }, 415, 'GYRE-603'],
  ['nothing', { body: ' \n' }, 400, 'GYRE-601'],
  ['more than the API passes on', { body: 'x'.repeat(4 * 1024 * 1024 + 1) }, 413, 'GYRE-602'],
])('%s is refused with the fix', async (_, change, statusCode, code) => {
  const room = frontDoorRoom();
  const result = await room.sendLabels(change);
  expect(result.statusCode).toBe(statusCode);
  expect(errorOf(result)).toMatchObject({ error: { code, fix: expect.any(String) as string } });
  expect(room.queue.sent).toEqual([]);
});

test('labels of an unknown model are refused', async () => {
  const result = await frontDoorRoom().sendLabels({ pathParameters: { model: 'nobody' }, body: CSV });
  expect(result.statusCode).toBe(404);
});

test('labels that cannot be handed on are not taken', async () => {
  const room = frontDoorRoom();
  room.refuseMessages();
  await expect(room.sendLabels({ body: CSV })).rejects.toThrow('refused the call');
});
