import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BadBaselineError } from '#core/monitoring/errors';
import { parseSketch } from '#core/monitoring/stored-sketch';
import { baselineKey } from '#core/monitoring/baseline';
import { UnknownVersionError } from '#core/deployment/errors';
import { MODEL, type MonitoringRoom, monitoringRoom } from './support/monitoring-room.ts';

const read = async (room: MonitoringRoom) =>
  Promise.all(
    (await room.sketches()).map(async (key) =>
      parseSketch(await room.store.readText({ bucket: 'reports', key }), key),
    ),
  );
const rowsIn = async (room: MonitoringRoom) => (await read(room)).reduce((sum, { rows }) => sum + rows, 0);

test('writes one sketch for each bucket of event time', async () => {
  const room = await monitoringRoom();
  const key = await room.captured('a', room.events('e', 40));
  const keys = await room.sketches();
  expect(keys).toHaveLength(30);
  expect(keys[0]).toMatch(/^sketches\/ride-time\/v1\/v1\/2024-04-01T00\/[0-9a-f]{32}\.sk$/);
  const [first] = await read(room);
  expect(first).toMatchObject({ contestId: 'ct-1', rows: 2, source: { bucket: 'capture', key } });
  expect(first?.coverage).toEqual({ records: 40, duplicates: 0, badRecords: {} });
});

test('F-01 the same event again writes the same bytes again', async () => {
  const room = await monitoringRoom();
  const key = await room.captured('a', room.events('e', 3));
  const before = await read(room);
  for (let again = 0; again < 4; again += 1) await room.told(key);
  expect(await read(room)).toEqual(before);
});

test('F-01 the same object written again is the same sketch, although a bucket with a key gives it another ETag', async () => {
  const room = await monitoringRoom();
  const key = await room.captured('a', room.events('e', 3));
  const before = await room.sketches();
  await room.told(key, 'another');
  expect(await room.sketches()).toEqual(before);
  expect(await rowsIn(room)).toBe(3);
});

test('F-05 counts bad lines with their reasons, and a cut-off last line', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 2), { extraLines: ['', '{}', '{"captureData":{"endpointInp'] });
  const [first] = await read(room);
  expect(first?.coverage).toEqual({
    records: 2,
    duplicates: 0,
    badRecords: { 'not-json': 1, 'wrong-shape': 1 },
  });
  expect(await rowsIn(room)).toBe(2);
});

test('F-05 a broken archive gives what can be read of it', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 500));
  const text = await room.store.readText({ bucket: 'capture', key: room.keyOf('a') });
  const archive = gzipSync(text);
  const key = `${room.keyOf('b')}.gz`;
  await room.store.write(
    { bucket: 'capture', key },
    archive.subarray(0, archive.length / 2),
    'application/gzip',
  );
  await room.told(key);
  const own = (await read(room)).filter(({ source }) => source.key === key);
  expect(own.some(({ coverage }) => (coverage.badRecords['not-json'] ?? 0) > 0)).toBe(true);
});

test('F-02 an empty object leaves nothing', async () => {
  const room = await monitoringRoom();
  await room.captured('a', []);
  expect(await room.sketches()).toEqual([]);
});

test.each(['smoke', 'shadow'] as const)('an object of %s calls leaves nothing', async (purpose) => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 5), { purpose });
  expect(await room.sketches()).toEqual([]);
});

test('F-12 captures of two versions are kept apart, each in its own bins', async () => {
  const room = await monitoringRoom();
  await room.register(2);
  await room.captured('a', room.events('e', 3));
  await room.captured('a', room.events('f', 4), { version: 2 });
  const all = await read(room);
  expect(all.filter(({ contestId }) => contestId === 'ct-1')).toHaveLength(3);
  expect(all.filter(({ contestId }) => contestId === 'ct-2')).toHaveLength(4);
  expect((await room.sketches()).filter((key) => key.startsWith('sketches/ride-time/v2/v2/'))).toHaveLength(
    4,
  );
});

test.each([
  'gyre-other-ride-time/v1/2024/04/30/08/a.jsonl',
  'gyre-test-ride-time/AllTraffic/2024/04/30/08/a.jsonl',
  'gyre-test-ride-time/v1/2024/04/30/a.jsonl',
  'gyre-test-ride-time//v1/2024/04/30/08/a.jsonl',
  'readme.txt',
])('F-13 %j is not the capture of a version', async (key) => {
  const room = await monitoringRoom();
  await room.told(key);
  expect(await room.sketches()).toEqual([]);
  expect(room.context.logged.at(-1)?.message).toBe('not the capture of a model version');
});

test('an object of another bucket is left alone', async () => {
  const room = await monitoringRoom();
  const key = await room.captured('a', []);
  await room.told(key, 'e1', 'landing');
  expect(room.context.logged.at(-1)?.message).toBe('not the capture of a model version');
});

test('an object that is gone is left alone', async () => {
  const room = await monitoringRoom();
  await room.told(room.keyOf('gone'));
  expect(room.context.logged.at(-1)?.message).toBe('the capture object is gone');
});

test('F-07 a version that nobody registered is an error, and one without a baseline', async () => {
  const room = await monitoringRoom();
  await expect(room.captured('a', ['e'], { version: 9 })).rejects.toThrow(UnknownVersionError);
  await room.register(3);
  await room.put(room.environment.ARTIFACTS_BUCKET, baselineKey(MODEL, 'ct-3'), '{"format":');
  await expect(room.captured('a', ['e'], { version: 3 })).rejects.toThrow(BadBaselineError);
  // Put right, the same message succeeds: a failure is not remembered.
  await room.register(3);
  await room.captured('a', ['e'], { version: 3 });
  expect(await rowsIn(room)).toBe(1);
});
