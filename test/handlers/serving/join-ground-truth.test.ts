import { expect, test } from 'vitest';
import { uploadSchema } from '#core/data/upload';
import type { ObjectRef } from '#ports/object-store';
import { dataRoom } from '../data/support/data-room.ts';
import { joinRoom } from './support/join-room.ts';
import { rides } from './support/labels-room.ts';

const DAY = '2024-05-09T08:00:00Z';
const row = (id: string, answer: number | string = 10, at = DAY, cells = 'n,3.5') => ({
  id,
  at,
  cells,
  answer,
});
const model = { kind: 'model', name: 'duration' } as const;

test('labels and captures become joined rows and rows of the dataset', async () => {
  const room = joinRoom();
  await room.captured('a', [
    { rows: [row('r1', 11.5, DAY, '"a, ""b""",3.5'), row('r2', 20, '2024-05-08T23:59:59Z', ',1')] },
    { rows: [row('r9')] },
  ]);
  const labels = await room.land('_labels/duration/a.csv', ['id,late,minutes', 'r1,0,12', 'r2,1,18']);

  const result = await room.step();

  expect(result).toEqual({
    ...{ status: 'joined', joinId: result.joinId, labelFiles: 1, matched: 2 },
    ...{ waitingRows: 0, unknownRows: 0, contradictions: 0, remaining: 0 },
  });
  expect(await room.joined()).toEqual({
    'v1/2024-05-08T00': [['r2', 20, 18]],
    'v1/2024-05-09T00': [['r1', 11.5, 12]],
  });
  expect(await room.upload()).toEqual([
    'id,at,distance,note,minutes,late',
    'r2,2024-05-08T23:59:59Z,1,,18,1',
    'r1,2024-05-09T08:00:00Z,3.5,"a, ""b""",12,0',
  ]);
  const key = `labelled/duration/${result.joinId}.csv`;
  expect(room.claims()).toMatchObject([{ origin: 'ground-truth', dataset: 'rides', bucket: 'lake', key }]);
  expect(await room.labelsOf(labels)).toMatchObject({ status: 'joined', joinId: result.joinId, matched: 2 });
  expect(await room.joinOf(result.joinId)).toMatchObject({ status: 'joined', rows: 2, dataset: 'rides' });
  const ledger = await room.registry.readLedger(model);
  expect(ledger.map(({ type }) => type)).toEqual([
    ...['labels-received', 'ground-truth-join-started', 'ground-truth-joined'],
  ]);
});

test('the labelled rows are a good upload to the dataset', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1', 11.5, DAY, '"a, ""b""",3.5'), row('r2', 20, DAY, ',1')] }]);
  await room.land('_labels/duration/a.csv', ['id,late,minutes', 'r1,0,12', 'r2,1,18']);
  await room.step();
  const data = dataRoom(rides());
  for (const claim of room.claims()) {
    const text = await room.store.readText(claim);
    await data.store.write({ bucket: claim.bucket, key: claim.key }, text, 'text/csv');
    const head = await data.store.head({ bucket: claim.bucket, key: claim.key });
    await data.claim({ ...claim, versionId: head?.versionId });
  }
  const upload = uploadSchema.parse(data.workflow.started[0]?.input);

  expect(await data.run(upload)).toMatchObject({ outcome: 'committed', version: 1 });
  expect(await data.manifestOf(1, 'rides')).toMatchObject({ rows: { in: 2, out: 2 } });
});

test('without labels there is nothing to do, and nothing is written down', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1')] }]);
  expect(await room.step()).toMatchObject({ status: 'nothing', joinId: '', remaining: 0 });
  expect(await room.registry.listAggregates('model')).toEqual([]);
});

test.each(['committed', 'quarantined'] as const)(
  'the next join waits until the rows are %s',
  async (status) => {
    const room = joinRoom();
    await room.captured('a', [{ rows: [row('r1'), row('r2')] }]);
    await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12']);
    const { joinId } = await room.step();
    await room.land('_labels/duration/b.csv', ['id,minutes', 'r2,13']);

    expect(await room.step()).toMatchObject({ status: 'committing', joinId, remaining: 1 });
    await room.take('claimed');
    expect(await room.step()).toMatchObject({ status: 'committing', remaining: 1 });
    await room.take(status);
    expect(await room.step()).toMatchObject({ status: 'joined', matched: 1, remaining: 0 });
  },
);

test('the same labels a second time join nothing again', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1'), row('r2')] }]);
  await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12', 'r2,13']);
  await room.step();
  await room.take('committed');
  const before = await room.joined();
  const again = await room.land('_labels/duration/again.csv', ['id,minutes', 'r1,12.0', 'r2,13']);
  const contradicting = await room.land('_labels/duration/other.csv', ['id,minutes', 'r1,99']);

  // 12.0 is no integer, so the file is set aside as a whole; written as the dataset has it, it is a repeat.
  expect(await room.labelsOf(again)).toMatchObject({ status: 'quarantined' });
  const repeated = await room.land('_labels/duration/again.csv', ['id,minutes', 'r1,12', 'r2,13']);
  const result = await room.step();

  expect(result).toMatchObject({ status: 'joined', matched: 0, unknownRows: 0, contradictions: 1 });
  expect(await room.joined()).toEqual(before);
  expect(room.claims()).toHaveLength(1);
  const files = await Promise.all([room.labelsOf(repeated), room.labelsOf(contradicting)]);
  expect(files.reduce((sum, file) => sum + (file?.duplicates ?? 0), 0)).toBe(2);
  const report = await room.readJson(`labels/duration/unmatched/${result.joinId}.json`);
  expect(report).toMatchObject({ contradictions: [{ rowId: 'r1' }] });
});

test('F-06 of two files that contradict each other the older one stands', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1'), row('r2')] }]);
  const newer = await room.land(
    '_labels/duration/b.csv',
    ['id,minutes', 'r1,99', 'r2,13'],
    '2024-05-10T05:00:01Z',
  );
  const older = await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12'], '2024-05-10T05:00:00Z');

  expect(await room.step()).toMatchObject({ matched: 2, contradictions: 1, labelFiles: 2 });

  expect(Object.values(await room.joined()).flat()).toEqual([
    ['r1', 10, 12],
    ['r2', 10, 13],
  ]);
  expect(await room.labelsOf(older)).toMatchObject({ matched: 1, contradictions: 0 });
  expect(await room.labelsOf(newer)).toMatchObject({ matched: 1, contradictions: 1 });
});

test('labels of one row from two files are one row of the dataset; without the own label there is none', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1'), row('r2')] }]);
  const late = await room.land(
    '_labels/duration/late.csv',
    ['id,late', 'r1,1', 'r2,0'],
    '2024-05-10T04:00:00Z',
  );
  await room.land('_labels/duration/minutes.csv', ['id,minutes', 'r1,12']);

  expect(await room.step()).toMatchObject({ matched: 1, unknownRows: 0, contradictions: 0 });

  expect(await room.upload()).toEqual([
    'id,at,distance,note,minutes,late',
    'r1,2024-05-09T08:00:00Z,3.5,n,12,1',
  ]);
  expect(await room.labelsOf(late)).toMatchObject({ status: 'joined', matched: 0, withoutOwnLabel: 1 });
});

test('F-01 a row that was captured twice is joined once, with the answer of the newest version', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1', 10)] }, { rows: [row('r1', 10)] }]);
  await room.captured('b', [{ rows: [row('r1', 11)] }], 2);
  await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12']);

  expect(await room.step()).toMatchObject({ matched: 1 });
  expect(await room.joined()).toEqual({ 'v2/2024-05-09T00': [['r1', 11, 12]] });

  // And not under the other version when the label comes again.
  await room.take('committed');
  await room.store.delete({ bucket: 'reports', key: await firstKey(room, 'sketches/duration/v2/') });
  await room.land('_labels/duration/b.csv', ['id,minutes', 'r1,12']);
  expect(await room.step()).toMatchObject({ matched: 0, unknownRows: 0 });
  expect(await room.joined()).toEqual({ 'v2/2024-05-09T00': [['r1', 11, 12]] });
});

test('native captures are joined by inference id and row number, in hours', async () => {
  const room = joinRoom();
  const rows = ['3.5,n', '4,'].map((cells, at) => ({ at: DAY, cells, answer: at === 0 ? 0.2 : 0.9 }));
  await room.captured('a', [{ inferenceId: 'i-1', rows }], 3, 'lateness');
  await room.land('_labels/lateness/a.csv', ['row_id,late', 'i-1#0,0', 'i-1#1,1', 'i-1#2,1']);

  expect(await room.step('lateness')).toMatchObject({ status: 'joined', matched: 2, waitingRows: 1 });

  expect(await room.joined('lateness')).toEqual({
    'v3/2024-05-09T08': [
      ['i-1#0', 0.2, 0],
      ['i-1#1', 0.9, 1],
    ],
  });
  expect(room.claims()).toEqual([]);
  expect(await room.step('lateness')).toMatchObject({ status: 'nothing' });
});

test('one run takes 31 files, the oldest first', async () => {
  const room = joinRoom();
  const ids = Array.from({ length: 40 }, (_, at) => `r${at}`);
  await room.captured('a', [{ rows: ids.map((id) => row(id)) }]);
  for (const [at, id] of ids.entries()) {
    const time = new Date(Date.UTC(2024, 4, 10, 0, 40 - at)).toISOString();
    await room.land(`_labels/duration/${id}.csv`, ['id,minutes', `${id},12`], time);
  }
  expect(await room.step()).toMatchObject({ labelFiles: 31, matched: 31, remaining: 9 });
  expect(Object.values(await room.joined()).flat()).toHaveLength(31);
  expect((await room.upload()).slice(1).some((line) => line.startsWith('r8,'))).toBe(false);
  await room.take('committed');
  expect(await room.step()).toMatchObject({ labelFiles: 9, matched: 9, remaining: 0 });
});

test('captures and label files that are gone by then do not stop the others', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1')] }]);
  await room.captured('b', [{ rows: [row('r2')] }]);
  await room.store.delete({ bucket: 'capture', key: 'gyre-test-duration/v1/2024/05/09/08/b.jsonl.gz' });
  const good = await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12', 'r2,13']);
  const gone = await room.land('_labels/duration/b.csv', ['id,minutes', 'r1,12']);
  const store = {
    ...room.store,
    read: async (ref: ObjectRef) =>
      room.store.read(ref.key === '_labels/duration/b.csv' ? { ...ref, versionId: 'deleted' } : ref),
  };

  expect(await room.step('duration', { store })).toMatchObject({ labelFiles: 2, matched: 1, waitingRows: 1 });

  expect(await room.labelsOf(good)).toMatchObject({ status: 'waiting', matched: 1, waitingRows: 1 });
  expect(await room.labelsOf(gone)).toMatchObject({
    status: 'quarantined',
    reasons: [{ code: 'object-gone' }],
  });
});

test('once every label has its answer, older captures are not read', async () => {
  const room = joinRoom();
  await room.captured('old', [{ rows: [row('r0', 1, '2024-05-01T00:00:00Z')] }]);
  await room.captured('new', [{ rows: [row('r1')] }]);
  await room.land('_labels/duration/a.csv', ['id,minutes', 'r1,12']);
  const reads: string[] = [];
  const store = {
    ...room.store,
    read: async (ref: ObjectRef) => {
      reads.push(ref.key);
      return room.store.read(ref);
    },
  };
  expect(await room.step('duration', { store })).toMatchObject({ matched: 1 });
  expect(reads.filter((key) => key.includes('/old.'))).toEqual([]);
});

async function firstKey(room: ReturnType<typeof joinRoom>, prefix: string): Promise<string> {
  for await (const { key } of room.store.list('reports', prefix)) return key;
  throw new Error(`nothing below ${prefix}`);
}
