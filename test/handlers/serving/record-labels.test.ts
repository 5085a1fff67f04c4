import { expect, test } from 'vitest';
import { labelsRecordSchema } from '#core/serving/ground-truth-records';
import { labelsRoom } from './support/labels-room.ts';

const model = { kind: 'model', name: 'duration' } as const;
const KEY = '_labels/duration/2024-05-09.csv';

test('a label file waits for the join, with what it carries', async () => {
  const room = labelsRoom();
  const id = await room.land(KEY, ['id,late,minutes', 'r1,0,12', 'r2,1,40', 'r3,,', 'r1,0,12', 'r2,1,41']);
  expect(await room.labelsOf(id)).toMatchObject({
    ...{ status: 'waiting', model: 'duration', key: KEY, rows: 2, columns: ['minutes', 'late'] },
    ...{ duplicates: 1, contradictions: 1, receivedAt: '2024-05-10T05:00:00.000Z' },
    reasons: [{ code: 'contradiction', line: 6, column: 'minutes' }],
  });
  const ledger = await room.registry.readLedger(model);
  expect(ledger).toMatchObject([{ type: 'labels-received', cause: id, after: { rows: 2 } }]);
});

test('A-01 an event that is delivered five times, some at once, changes nothing more', async () => {
  const room = labelsRoom();
  await room.ready;
  await room.store.write({ bucket: 'landing', key: KEY }, 'id,minutes\nr1,12\n', 'text/csv');
  const event = await room.eventOf(KEY);
  await Promise.all([room.record(event), room.record(event), room.record(event)]);
  await room.record({ ...event, time: '2024-05-11T00:00:00Z' });
  await room.record(event);
  expect(await room.registry.list(model, 'LABELS#')).toHaveLength(1);
  expect(await room.registry.readLedger(model)).toHaveLength(1);
});

test('A-03 a key that is written twice is two label files', async () => {
  const room = labelsRoom();
  const first = await room.land(KEY, ['id,minutes', 'r1,12']);
  const second = await room.land(KEY, ['id,minutes', 'r2,13', 'r3,14']);
  expect((await room.labelsOf(first))?.rows).toBe(1);
  expect((await room.labelsOf(second))?.rows).toBe(2);
});

test.each([
  ['a misspelt label', ['id,minuts', 'r1,1'], 'unknown-column'],
  ['text for a number', ['id,minutes', 'r1,soon'], 'type'],
  ['a ragged row', ['id,minutes', 'r1'], 'ragged-row'],
  ['empty labels only', ['id,minutes,late', 'r1,,'], 'no-labels'],
])('%s: set aside with a report, once', async (_, lines, code) => {
  const room = labelsRoom();
  const id = await room.land(KEY, lines);
  await room.record(await room.eventOf(KEY));
  const labels = await room.labelsOf(id);
  expect(labels).toMatchObject({ status: 'quarantined', endedAt: '2024-05-10T06:00:00.000Z' });
  expect(labels?.reasons?.[0]?.code).toBe(code);
  expect(labels?.reportKey).toBe(`labels/duration/quarantine/${id}.json`);
  expect(await room.readJson(`labels/duration/quarantine/${id}.json`)).toEqual(labels);
  const ledger = await room.registry.readLedger(model);
  expect(ledger).toMatchObject([{ type: 'labels-quarantined', cause: id }]);
});

test('a file that was deleted before it was read is recorded, without a retry', async () => {
  const room = labelsRoom();
  await room.ready;
  const event = await room.eventOf(KEY);
  await room.record({ ...event, detail: { ...event.detail, object: { key: KEY, etag: 'e', size: 9 } } });
  const [item] = await room.registry.list(model, 'LABELS#');
  expect(item?.data).toMatchObject({ status: 'quarantined', reasons: [{ code: 'object-gone' }] });
});

test('a file that is too large is not read', async () => {
  const room = labelsRoom();
  await room.ready;
  await room.store.write({ bucket: 'landing', key: KEY }, 'id,minutes\nr1,12\n', 'text/csv');
  const event = await room.eventOf(KEY);
  const object = { ...event.detail.object, size: 64 * 1024 * 1024 + 1 };
  await room.record({ ...event, detail: { ...event.detail, object } });
  const [item] = await room.registry.list(model, 'LABELS#');
  expect(item?.data).toMatchObject({ status: 'quarantined', reasons: [{ code: 'file-too-large' }] });
});

test.each([
  ['a model nobody declared', '_labels/durations/a.csv', 'model durations'],
  ['no model', '_labels/a.csv', 'a key without a model folder'],
  ['a folder that leads out', '_labels/../a.csv', 'model ..'],
])('%s: recorded without making a model of it', async (_, key, received) => {
  const room = labelsRoom();
  await room.land(key, ['id,minutes', 'r1,12']);
  await room.record(await room.eventOf(key));
  const items = await room.registry.list({ kind: 'dataset', name: 'unknown' }, 'LABELS#');
  expect(items).toHaveLength(1);
  const labels = labelsRecordSchema.parse(items[0]?.data);
  const reasons = [{ code: 'unknown-model', received, allowed: 'one of duration, lateness' }];
  expect(labels).toMatchObject({ status: 'quarantined', key, reasons });
  expect(await room.readJson(labels.reportKey ?? '')).toMatchObject({ reasons });
  expect(await room.registry.listAggregates('model')).toEqual([]);
});

test('uploads, folders and other buckets are left to others', async () => {
  const room = labelsRoom();
  await room.land('rides/a.csv', ['id,minutes', 'r1,12']);
  await room.land('_labels/duration/', []);
  const event = await room.eventOf(KEY);
  await room.record({ ...event, detail: { bucket: { name: 'other' }, object: { key: KEY } } });
  expect(await room.registry.listAggregates('model')).toEqual([]);
  expect(await room.registry.listAggregates('dataset')).toEqual([]);
});

test('a failed write of the report leaves nothing recorded, and the message comes again', async () => {
  const room = labelsRoom();
  const write = room.store.write.bind(room.store);
  let isBroken = true;
  room.store.write = async (ref, body, type) => {
    if (isBroken && ref.bucket === 'lake') throw new Error('no answer');
    return write(ref, body, type);
  };
  await expect(room.land(KEY, ['id', 'r1'])).rejects.toThrow('no answer');
  expect(await room.registry.list(model, 'LABELS#')).toEqual([]);
  isBroken = false;
  await room.record(await room.eventOf(KEY));
  expect(await room.registry.list(model, 'LABELS#')).toHaveLength(1);
});
