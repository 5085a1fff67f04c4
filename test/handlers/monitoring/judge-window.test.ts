import { expect, test } from 'vitest';
import { BaselineMismatchError } from '#core/monitoring/errors';
import { type Baseline, baselineColumn, baselineKey } from '#core/monitoring/baseline';
import { emptySketch } from '#core/monitoring/sketch';
import { sketchKey } from '#core/monitoring/sketch-key';
import { judgeWindow } from '#lambdas/monitoring/judge-window/handler';
import { watchedBaseline } from '#test/unit/monitoring/support/watched';
import { APRIL, farther, MODEL, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

test('F-02 a window without traffic has no data: no drift, and it is judged', async () => {
  const room = await monitoringRoom();
  expect(await room.judge()).toMatchObject({ status: 'no-data', isConfirmed: false });
  expect(await room.windows()).toMatchObject([
    { revision: 1, status: 'no-data', rows: 0, isConfirmed: false },
  ]);
  expect(await room.report('windows/ride-time/2024-04-01-v1-r1.json')).toMatchObject({
    ...{ status: 'no-data', coverage: { objects: 0, records: 0 }, features: [] },
  });
});

test('F-09 too few rows are inconclusive, however far they are off', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 99), { change: farther });
  expect(await room.judge()).toEqual({
    ...{ status: 'inconclusive', reason: '99 rows in this window, 100 needed', isConfirmed: false },
  });
});

test('F-09 windows of the same rows as in training do not drift', async () => {
  const room = await monitoringRoom();
  for (let object = 0; object < 4; object += 1)
    await room.captured(`a${object}`, room.events(`e${object}`, 150));
  expect(await room.judge()).toMatchObject({ status: 'stable', reason: 'no change', isConfirmed: false });
});

test('drift is confirmed, with a report, a page and an event', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 200), { change: farther });
  expect(await room.judge()).toMatchObject({ status: 'drifted', isConfirmed: true });
  const report = await room.report('windows/ride-time/2024-04-01-v1-r1.json');
  expect(report).toMatchObject({
    ...{ version: 1, windowStart: APRIL.start, windowEnd: APRIL.end, rows: 200, referenceRows: 2700 },
    ...{ coverage: { objects: 30, records: 200, duplicates: 0, liveRows: 200 }, revision: 1 },
    features: [{ feature: 'distance', status: 'drifted', direction: 'up' }, { feature: 'stops' }],
  });
  const page = await room.store.readText({
    bucket: 'reports',
    key: 'windows/ride-time/2024-04-01-v1-r1.html',
  });
  expect(page).toMatch(/^<!doctype html>/i);
  expect(await room.happened('window-judged')).toBe(1);
});

test('F-01 captures that are doubled give the same verdict', async () => {
  const [once, twice] = [await monitoringRoom(), await monitoringRoom()];
  for (const room of [once, twice]) {
    await room.captured('a', room.events('e', 150), { change: farther });
    await room.captured('b', room.events('f', 60));
  }
  await twice.captured('c', [...twice.events('e', 150).slice(100), ...twice.events('f', 60).slice(0, 5)], {
    day: () => '2024-04-20T12:00:00Z',
    change: farther,
  });
  await twice.captured('d', ['e-1', 'e-1', 'e-1'], { change: farther });
  await once.judge();
  await twice.judge();
  const [a, b] = [
    await once.report('windows/ride-time/2024-04-01-v1-r1.json'),
    await twice.report('windows/ride-time/2024-04-01-v1-r1.json'),
  ];
  expect(b.rows).toBe(210);
  expect(b.coverage).toMatchObject({ records: 268, duplicates: 58, liveRows: 210 });
  expect(b.status).toBe(a.status);
  expect(b.rows).toBe(a.rows);
});

test('F-01 an object that stands twice, under two names, changes no figure', async () => {
  const [once, twice] = [await monitoringRoom(), await monitoringRoom()];
  await once.captured('a', once.events('e', 150), { change: farther });
  await twice.captured('a', twice.events('e', 150), { change: farther });
  await twice.captured('copy', twice.events('e', 150), { change: farther });
  await once.judge();
  await twice.judge();
  const key = 'windows/ride-time/2024-04-01-v1-r1.json';
  const [a, b] = [await once.report(key), await twice.report(key)];
  expect({ ...b, coverage: {} }).toEqual({ ...a, coverage: {} });
});

test('a repeat changes nothing', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 200), { change: farther });
  const first = await room.judge();
  const [written, before] = [room.store.versions.length, await room.windows()];
  for (const asOf of ['2024-05-01T06:00:00.000Z', '2024-05-02T06:00:00.000Z'])
    expect(await room.judge(asOf)).toEqual(first);
  expect(room.store.versions).toHaveLength(written);
  expect(await room.windows()).toEqual(before);
  expect(await room.happened('window-judged')).toBe(1);
});

test('two executions at once record one verdict', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 120));
  const answers = await Promise.all([room.judge(), room.judge(), room.judge()]);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await room.windows()).toHaveLength(1);
});

test('F-03 a late capture makes a second revision, and the first stays', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 60), { change: farther });
  expect(await room.judge()).toMatchObject({ status: 'inconclusive' });
  await room.captured('late', room.events('f', 60), { change: farther });
  expect(await room.judge('2024-05-02T06:00:00.000Z')).toMatchObject({
    status: 'drifted',
    isConfirmed: true,
  });
  expect(await room.windows()).toMatchObject([
    { revision: 1, rows: 60, status: 'inconclusive' },
    { revision: 2, rows: 120, status: 'drifted' },
  ]);
  expect(await room.report('windows/ride-time/2024-04-01-v1-r1.json')).toMatchObject({ rows: 60 });
  expect(await room.report('windows/ride-time/2024-04-01-v1-r2.json')).toMatchObject({
    rows: 120,
    revision: 2,
  });
});

test('F-10 rows of the days before and after are in the windows of their own', async () => {
  const room = await monitoringRoom();
  const times = [
    '2024-03-31T23:59:59.999Z',
    '2024-04-01T00:00:00Z',
    '2024-04-30T23:59:59.999Z',
    '2024-05-01T00:00:00Z',
  ];
  await room.captured('a', room.events('e', 400), { day: (index) => times[index % 4] ?? '' });
  await room.judge();
  expect(await room.windows()).toMatchObject([{ rows: 200 }]);
});

test('G-04 a version is judged on its own baseline, and a restored one on its own again', async () => {
  const room = await monitoringRoom();
  // Version 2 was trained on what version 1 calls drift.
  const old = watchedBaseline('ct-2');
  const column = old.features[0];
  if (column === undefined) throw new Error('no feature');
  const moved = column.bins.edges.map((edge) => edge + 5);
  const own: Baseline = {
    ...old,
    features: [
      { ...column, bins: { ...column.bins, edges: moved, lowest: (column.bins.lowest ?? 0) + 5 } },
      old.features[1] ?? baselineColumn('stops', [0], [0]),
    ],
    prediction: baselineColumn(
      'prediction',
      Array.from({ length: 500 }, (_, row) => 10 + row / 25),
      [],
    ),
  };
  await room.register(2, own);
  await room.captured('a', room.events('e', 150), { change: farther });
  await room.captured('b', room.events('f', 150), { change: farther, version: 2 });
  expect(await room.judge()).toMatchObject({ status: 'drifted' });
  await room.enthrone(2, '2024-04-10T00:00:00Z');
  expect(await room.judge()).toMatchObject({ status: 'stable' });
  await room.enthrone(1, '2024-04-20T00:00:00Z');
  expect(await room.judge()).toMatchObject({ status: 'drifted' });
  expect((await room.windows()).map(({ version, status }) => [version, status])).toEqual([
    [1, 'drifted'],
    [2, 'stable'],
  ]);
});

test('F-07 a sketch in the bins of another version is an error, not a verdict', async () => {
  const room = await monitoringRoom();
  const address = { model: MODEL, version: 1, variant: 'v1', bucketStart: '2024-04-02T00', digest: 'ab' };
  const sketch = emptySketch(watchedBaseline('ct-9'), { bucket: 'capture', key: 'x' });
  await room.put('reports', sketchKey(address), sketch);
  await expect(room.judge()).rejects.toThrow(BaselineMismatchError);
  expect(await room.windows()).toEqual([]);
});

test('F-07 a version whose baseline is gone, or is that of another, is an error that says what to do', async () => {
  const room = await monitoringRoom();
  const key = baselineKey(MODEL, 'ct-1');
  await room.store.delete({ bucket: room.environment.ARTIFACTS_BUCKET, key });
  await expect(room.judge()).rejects.toMatchObject({
    ...{ name: 'BadBaselineError', facts: { where: `${MODEL} v1, ${key}`, received: 'no object' } },
  });
  await room.put(room.environment.ARTIFACTS_BUCKET, key, watchedBaseline('ct-7'));
  await expect(room.judge()).rejects.toMatchObject({
    ...{ name: 'BaselineMismatchError', facts: { received: 'ct-7', allowed: 'ct-1' } },
  });
  expect(await room.windows()).toEqual([]);
  // Put right, the same window is judged: a failure is not remembered.
  await room.register(1);
  await room.judge();
  expect(await room.windows()).toHaveLength(1);
});

test('F-05 what could not be read is said in the report', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 120), { extraLines: ['no json', 'no json'] });
  await room.judge();
  expect(await room.report('windows/ride-time/2024-04-01-v1-r1.json')).toMatchObject({
    ...{ rows: 120, coverage: { badRecords: { 'not-json': 2 } } },
  });
});

test('leaves masked columns out', async () => {
  const room = await monitoringRoom(watchedModel({ serving: { mask: ['distance'] } }));
  await room.captured('a', room.events('e', 120), { change: farther });
  expect(await room.judge()).toMatchObject({ status: 'stable' });
});

test('G-02 drift is confirmed when m of the last n windows drifted', async () => {
  const monitoring = watchedModel().monitoring;
  const drift = { ...monitoring.drift, windows: { m: 2, n: 3 } };
  const room = await monitoringRoom(watchedModel({ monitoring: { ...monitoring, drift } }));
  const months = ['2024-04', '2024-05', '2024-06', '2024-07', '2024-08'];
  const drifted = [true, false, true, false, false];
  const confirmed: boolean[] = [];
  for (const [index, month] of months.entries()) {
    const change = drifted[index] === true ? { change: farther } : {};
    await room.captured(month, room.events(month, 120), { ...change, day: () => `${month}-15T12:00:00Z` });
    const end = `${months[index + 1] ?? '2024-09'}-01T00:00:00.000Z`;
    const verdict = await room.judge(end, { start: `${month}-01T00:00:00.000Z`, end });
    confirmed.push(verdict.isConfirmed);
  }
  expect(confirmed).toEqual([false, false, true, false, false]);
});

test('has nothing to judge before a version serves', async () => {
  const { context, registry } = await monitoringRoom();
  const verdict = await judgeWindow({ model: 'other', asOf: APRIL.end, ...APRIL }, context);
  expect(verdict).toMatchObject({ status: 'not-configured', isConfirmed: false });
  expect(await registry.list({ kind: 'model', name: 'other' }, 'WINDOW#')).toEqual([]);
});
