import { expect, test } from 'vitest';
import { dataRoom, trips } from './support/data-room.ts';

test('A-01 an event that is delivered five times, some at once, starts one execution', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: 'trips/a.csv' }, 'x', 'text/csv');
  const event = await room.eventOf('trips/a.csv');
  await Promise.all([room.claim(event), room.claim(event), room.claim(event)]);
  await room.claim(event);
  await room.claim(event);
  expect(room.workflow.started).toHaveLength(1);
  const ledger = await room.registry.readLedger({ kind: 'dataset', name: 'trips' });
  expect(ledger.map(({ type }) => type)).toEqual(['upload-claimed']);
});

test('A-03 a key that is written twice at once is two uploads, both readable', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: 'trips/a.csv' }, 'first', 'text/csv');
  const first = await room.eventOf('trips/a.csv');
  await room.store.write({ bucket: 'landing', key: 'trips/a.csv' }, 'second', 'text/csv');
  const second = await room.eventOf('trips/a.csv');
  await Promise.all([room.claim(second), room.claim(first)]);
  const uploads = room.workflow.started.map(({ input }) => input as { bucket: string; key: string });
  const texts = await Promise.all(uploads.map((upload) => room.store.readText(upload)));
  expect(texts.sort()).toEqual(['first', 'second']);
});

test.each([
  ['a folder nobody declared', 'tripz/a.csv', 'dataset tripz'],
  ['no folder', 'a.csv', 'a key without a dataset folder'],
  ['a folder that leads out', '../trips/a.csv', 'dataset ..'],
  ['the reserved name', 'unknown/a.csv', 'dataset unknown'],
])('%s: set aside, with the names that are known', async (_, key, received) => {
  const room = dataRoom(trips(), trips({ name: 'rides' }));
  await room.store.write({ bucket: 'landing', key }, 'x', 'text/csv');
  const event = await room.eventOf(key);
  await room.claim(event);
  await room.claim(event);
  expect(room.workflow.started).toEqual([]);
  const items = await room.registry.list({ kind: 'dataset', name: 'unknown' }, 'UPLOAD#');
  expect(items).toHaveLength(1);
  expect(items[0]?.data).toMatchObject({
    status: 'quarantined',
    key,
    reasons: [{ code: 'unknown-dataset', received, allowed: 'one of rides, trips' }],
  });
  const report = await room.readJson(String(items[0]?.data['reportKey']));
  expect(report).toMatchObject({ reasons: [{ code: 'unknown-dataset' }] });
});

test('labels and other buckets are left to others', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: '_labels/trips/a.csv' }, 'x', 'text/csv');
  await room.claim(await room.eventOf('_labels/trips/a.csv'));
  const event = await room.eventOf('trips/a.csv');
  await room.claim({
    ...event,
    detail: { ...event.detail, bucket: { name: 'other' }, object: { key: 'trips/a.csv' } },
  });
  expect(room.workflow.started).toEqual([]);
  expect(await room.registry.listAggregates('dataset')).toEqual([]);
});

test('the empty object of a folder is no upload', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: 'trips/' }, '', 'text/csv');
  await room.claim(await room.eventOf('trips/'));
  expect(room.workflow.started).toEqual([]);
});

test('A-05 a key is taken as it is', async () => {
  const room = dataRoom(trips());
  const key = 'trips/2024 05/a+b%2B%20\u{1f600}..csv';
  const upload = await room.land(key, 'content');
  expect(upload.key).toBe(key);
  expect(await room.store.readText(upload)).toBe('content');
});

test('rows of joined ground truth are claimed from their own bucket', async () => {
  const room = dataRoom(trips());
  await room.claim({
    ...{ kind: 'claim', origin: 'ground-truth', dataset: 'trips', bucket: 'staging', key: 'joined/a.csv' },
    ...{ etag: 'e', sizeBytes: 1 },
  });
  expect(room.workflow.started[0]?.input).toMatchObject({ origin: 'ground-truth', dataset: 'trips' });
});
