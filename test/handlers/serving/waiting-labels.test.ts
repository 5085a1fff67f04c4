/** Labels that come before their captures: they wait, are joined when those come, and do not wait for ever. */
import { expect, test } from 'vitest';
import type { ObjectRef } from '#ports/object-store';
import { joinRoom, type JoinRoom } from './support/join-room.ts';
import { labelsRoom, NOW, rides } from './support/labels-room.ts';

const DAY = '2024-05-09T08:00:00Z';
const row = (id: string, answer: number | string = 10) => ({ id, at: DAY, cells: 'n,3.5', answer });
const file = (name: string) => `_labels/duration/${name}.csv`;

/** A room whose store has a clock, and a list of what was read from it. */
function watchedRoom() {
  let now = NOW;
  const room = joinRoom(labelsRoom(rides(), () => now));
  const reads: string[] = [];
  const noted = <Result>(ref: ObjectRef, result: Result): Result => {
    reads.push(ref.key);
    return result;
  };
  const store = {
    ...room.store,
    read: async (ref: ObjectRef) => noted(ref, await room.store.read(ref)),
    readText: async (ref: ObjectRef) => noted(ref, await room.store.readText(ref)),
  };
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  return { ...room, adapters: { store }, later, reads };
}

async function waitingOf(room: JoinRoom, joinId: string): Promise<unknown> {
  return room.readJson(`labels/duration/waiting/${joinId}.json`);
}

test('F-06 a label that came before its capture is joined when the capture has come', async () => {
  const room = joinRoom();
  await room.captured('a', [{ rows: [row('r1')] }]);
  const labels = await room.land(file('a'), ['id,late,minutes', 'r1,0,12', 'r2,1,13']);

  const first = await room.step();
  expect(first).toMatchObject({ status: 'joined', matched: 1, waitingRows: 1, unknownRows: 0 });
  expect(await room.labelsOf(labels)).toMatchObject({ status: 'waiting', matched: 1, waitingRows: 1 });
  expect(await waitingOf(room, first.joinId)).toMatchObject({
    labels: ['minutes', 'late'],
    files: [{ labelsId: labels, rows: [['r2', ['13', '1']]] }],
  });
  await room.take('committed');
  // As of one moment it is looked for once.
  expect(await room.step()).toMatchObject({ status: 'nothing', remaining: 0 });

  await room.captured('b', [{ rows: [row('r2', 20)] }]);
  const second = await room.stepOn('2024-05-11');
  expect(second).toMatchObject({ status: 'joined', labelFiles: 1, matched: 1, waitingRows: 0 });
  expect(second.joinId).not.toBe(first.joinId);
  expect(await room.joined()).toEqual({
    'v1/2024-05-09T00': expect.arrayContaining([
      ['r1', 10, 12],
      ['r2', 20, 13],
    ]) as unknown,
  });
  expect(await room.upload()).toEqual([
    'id,at,distance,note,minutes,late',
    'r2,2024-05-09T08:00:00Z,3.5,n,13,1',
  ]);
  expect(await room.labelsOf(labels)).toMatchObject({ status: 'joined', matched: 2, waitingRows: 0 });
  await room.take('committed');
  expect(await room.stepOn('2024-05-12')).toMatchObject({ status: 'nothing' });
});

test('F-06 labels of rows nobody captured wait a fortnight, then they are counted and listed by id only', async () => {
  const room = joinRoom();
  await room.captured('a', [
    { rows: [row('r1')] },
    { rows: [row('smoke')], purpose: 'smoke' },
    { rows: [row('shadow')], purpose: 'shadow' },
    { rows: [row('wordy', 'not a number')] },
  ]);
  const lines = ['id,minutes', 'r1,12', 'nobody,7', 'smoke,7', 'shadow,7', 'wordy,7'];
  const labels = await room.land(file('a'), lines);
  expect(await room.step()).toMatchObject({ matched: 1, waitingRows: 4 });
  await room.take('committed');
  expect(await room.stepOn('2024-05-23')).toMatchObject({ matched: 0, waitingRows: 4, unknownRows: 0 });

  const last = await room.stepOn('2024-05-24');

  expect(last).toMatchObject({ matched: 0, waitingRows: 0, unknownRows: 4 });
  expect(await room.labelsOf(labels)).toMatchObject({
    ...{ status: 'joined', matched: 1, waitingRows: 0, unknownRows: 4 },
  });
  expect(await room.joinOf(last.joinId)).toMatchObject({ rows: 0, waitingRows: 0, unknownRows: 4 });
  const report = await room.readJson(`labels/duration/unmatched/${last.joinId}.json`);
  expect(report).toMatchObject({ unknown: ['nobody', 'smoke', 'shadow', 'wordy'] });
  const ended = (await room.registry.readLedger({ kind: 'model', name: 'duration' })).at(-1);
  expect(ended).toMatchObject({ type: 'ground-truth-joined', after: { unknownRows: 4, waitingRows: 0 } });
  // What is over stays over, also when the capture comes after all.
  await room.captured('b', [{ rows: [row('nobody')] }]);
  expect(await room.stepOn('2024-05-25')).toMatchObject({ status: 'nothing' });
});

test('however rarely labels are joined, a row that waits is looked for once more', async () => {
  const room = joinRoom();
  await room.land(file('a'), ['id,minutes', 'r1,12']);
  expect(await room.step()).toMatchObject({ waitingRows: 1 });
  await room.captured('a', [{ rows: [row('r1')] }]);
  expect(await room.stepOn('2024-06-09')).toMatchObject({ matched: 1, unknownRows: 0 });
});

test('of many unknown rows the first thousand are listed and all are counted', async () => {
  const room = joinRoom();
  const lines = Array.from({ length: 1500 }, (_, at) => `x${at},1`);
  await room.land(file('a'), ['id,minutes', ...lines]);
  expect(await room.step()).toMatchObject({ waitingRows: 1500, unknownRows: 0 });
  const { joinId, unknownRows } = await room.stepOn('2024-05-24');
  expect(unknownRows).toBe(1500);
  const report = (await room.readJson(`labels/duration/unmatched/${joinId}.json`)) as { unknown: string[] };
  expect(report.unknown).toHaveLength(1000);
  expect(room.claims()).toEqual([]);
  expect(await room.stepOn('2024-05-25')).toMatchObject({ status: 'nothing' });
});

test('the next join reads of old label files what waits, and of captures what has come since', async () => {
  const room = watchedRoom();
  const opened = () => {
    const keys = room.reads.filter((key) => key.endsWith('.csv') || key.endsWith('.gz'));
    room.reads.length = 0;
    return keys.map((key) => key.split('/').at(-1)).sort();
  };
  await room.captured('old', [{ rows: [row('r1')] }]);
  room.later(10);
  await room.captured('newest', [{ rows: [row('r0')] }]);
  await room.land(file('a'), ['id,minutes', 'r1,12', 'r2,13', 'r3,14']);
  opened();
  await room.stepOn('2024-05-10', room.adapters);
  expect(opened()).toEqual(['a.csv', 'newest.jsonl.gz', 'old.jsonl.gz']);
  await room.take('committed');
  room.later(10);
  await room.captured('since', [{ rows: [row('r2')] }]);

  expect(await room.stepOn('2024-05-11', room.adapters)).toMatchObject({ matched: 1, waitingRows: 1 });
  // The newest sketch was listed while others may have been written: those of its last minutes are read once more.
  expect(opened()).toEqual(['newest.jsonl.gz', 'since.jsonl.gz']);

  await room.take('committed');
  room.later(10);
  await room.captured('later', [{ rows: [row('r4')] }]);
  expect(await room.stepOn('2024-05-12', room.adapters)).toMatchObject({ matched: 0, waitingRows: 1 });
  expect(opened()).toEqual(['later.jsonl.gz', 'since.jsonl.gz']);
});

test('a new file is looked for in all captures, beside rows that wait for new ones', async () => {
  const room = watchedRoom();
  await room.captured('old', [{ rows: [row('r1'), row('r5')] }]);
  await room.land(file('a'), ['id,minutes', 'r1,12', 'r2,13']);
  await room.stepOn('2024-05-10', room.adapters);
  await room.take('committed');
  room.later(10);
  await room.captured('new', [{ rows: [row('r2')] }]);
  await room.land(file('b'), ['id,minutes', 'r5,15']);
  expect(await room.stepOn('2024-05-11', room.adapters)).toMatchObject({
    ...{ labelFiles: 2, matched: 2, waitingRows: 0 },
  });
});

test.each([
  ['says the same', 'r2,13', { duplicates: 1, contradictions: 0 }],
  ['says otherwise', 'r2,99', { duplicates: 0, contradictions: 1 }],
])('F-06 a later file that %s as a row that waits changes nothing', async (_, line, counts) => {
  const room = joinRoom();
  const older = await room.land(file('a'), ['id,minutes', 'r2,13'], '2024-05-10T04:00:00Z');
  await room.step();
  const newer = await room.land(file('b'), ['id,minutes', line], '2024-05-10T05:00:00Z');
  await room.captured('a', [{ rows: [row('r2')] }]);
  expect(await room.stepOn('2024-05-11')).toMatchObject({ labelFiles: 2, matched: 1 });
  expect(await room.joined()).toEqual({ 'v1/2024-05-09T00': [['r2', 10, 13]] });
  expect(await room.labelsOf(older)).toMatchObject({ status: 'joined', matched: 1 });
  expect(await room.labelsOf(newer)).toMatchObject({ status: 'joined', matched: 0, ...counts });
});

test('the label file sent again while its rows wait joins each row once', async () => {
  const room = joinRoom();
  const lines = ['id,minutes', 'r1,12', 'r2,13'];
  await room.land(file('a'), lines);
  await room.step();
  await room.land(file('a-again'), lines);
  expect(await room.stepOn('2024-05-11')).toMatchObject({ labelFiles: 2, matched: 0, waitingRows: 2 });
  await room.captured('a', [{ rows: [row('r1'), row('r2')] }]);
  expect(await room.stepOn('2024-05-12')).toMatchObject({ labelFiles: 1, matched: 2, waitingRows: 0 });
  expect(Object.values(await room.joined()).flat()).toHaveLength(2);
  expect(room.claims()).toHaveLength(1);
});

test('more files wait than one run takes: each is taken once as of a moment', async () => {
  const room = joinRoom();
  const names = Array.from({ length: 40 }, (_, at) => `r${at}`);
  for (const name of names) await room.land(file(name), ['id,minutes', `${name},12`]);
  const runsOn = async (day: string) => {
    const runs = [];
    for (let last = await room.stepOn(day); last.status !== 'nothing'; last = await room.stepOn(day)) {
      runs.push(last.labelFiles);
      if (last.matched > 0) await room.take('committed');
    }
    return runs;
  };
  expect(await runsOn('2024-05-10')).toEqual([31, 9]);
  expect(await runsOn('2024-05-11')).toEqual([31, 9]);
  await room.captured('late', [{ rows: names.slice(0, 35).map((name) => row(name)) }]);
  expect(await runsOn('2024-05-12')).toEqual([31, 9]);
  expect(Object.values(await room.joined()).flat()).toHaveLength(35);
  expect(await runsOn('2024-05-13')).toEqual([5]);
});

test('rows that waited and were deleted are told, and hold up nobody', async () => {
  const room = joinRoom();
  const lost = await room.land(file('a'), ['id,minutes', 'r1,12', 'r2,13']);
  const { joinId } = await room.step();
  await room.store.delete({ bucket: 'lake', key: `labels/duration/waiting/${joinId}.json` });
  await room.captured('a', [{ rows: [row('r3')] }]);
  await room.land(file('b'), ['id,minutes', 'r3,14']);
  expect(await room.stepOn('2024-05-11')).toMatchObject({ labelFiles: 2, matched: 1, unknownRows: 2 });
  expect(await room.labelsOf(lost)).toMatchObject({
    ...{ status: 'quarantined', waitingRows: 0, unknownRows: 2, reasons: [{ code: 'object-gone' }] },
  });
});

test('native captures that come an hour after their labels are joined by inference id', async () => {
  const room = joinRoom();
  await room.land('_labels/lateness/a.csv', ['row_id,late', 'i-1#0,1']);
  expect(await room.step('lateness')).toMatchObject({ matched: 0, waitingRows: 1 });
  const rows = [{ at: DAY, cells: '3.5,n', answer: 0.9 }];
  await room.captured('a', [{ inferenceId: 'i-1', rows }], 3, 'lateness');
  expect(await room.stepOn('2024-05-11', {}, 'lateness')).toMatchObject({ matched: 1, waitingRows: 0 });
  expect(await room.joined('lateness')).toEqual({ 'v3/2024-05-09T08': [['i-1#0', 0.9, 1]] });
});
