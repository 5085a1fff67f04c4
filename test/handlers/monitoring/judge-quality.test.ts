import { expect, test } from 'vitest';
import { qualityItemSchema } from '#core/monitoring/monitoring-records';
import { MODEL, type MonitoringRoom, monitoringRoom } from './support/monitoring-room.ts';

const items = async (room: MonitoringRoom) =>
  (await room.registry.list({ kind: 'model', name: MODEL }, 'QUALITY#')).map((item) =>
    qualityItemSchema.parse(item.data),
  );

test('a broken promise is a breach, with a report, a page and an event', async () => {
  const room = await monitoringRoom();
  await room.joined('2024-04-20', 2, 200);
  expect(await room.judgeDay()).toMatchObject({ status: 'breached', isConfirmed: true });
  expect(await items(room)).toMatchObject([
    { day: '2024-05-01', version: 1, value: 2, promised: 1, rows: 200 },
  ]);
  expect(await room.report('quality/ride-time/2024-05-01-v1.json')).toMatchObject({
    ...{ kind: 'quality', windowStart: '2024-04-20', windowEnd: '2024-05-01' },
    quality: { value: 2, ratio: 2, days: 1 },
  });
  const page = await room.store.readText({ bucket: 'reports', key: 'quality/ride-time/2024-05-01-v1.html' });
  expect(page).toMatch(/^<!doctype html>/i);
  expect(await room.happened('quality-judged')).toBe(1);
});

test('a kept promise is not', async () => {
  const room = await monitoringRoom();
  await room.joined('2024-04-20', 1.1, 200);
  expect(await room.judgeDay()).toMatchObject({ status: 'within', isConfirmed: false });
});

test('takes the newest mature days of its own version only', async () => {
  const room = await monitoringRoom();
  for (let day = 1; day <= 30; day += 1)
    await room.joined(`2024-04-${String(day).padStart(2, '0')}`, day >= 23 && day < 30 ? 1 : 50, 20);
  await room.joined('2024-04-29', 50, 500, 2);
  // Labels count after one day: the last of April is not over long enough on the first of May.
  expect(await room.judgeDay()).toMatchObject({ status: 'within' });
  expect(await room.report('quality/ride-time/2024-05-01-v1.json')).toMatchObject({
    quality: { value: 1, rows: 140, from: '2024-04-23', to: '2024-04-29' },
  });
});

test('F-06 a day that was joined in parts counts as one', async () => {
  const room = await monitoringRoom();
  await room.joined('2024-04-20', 1, 100, 1, 'jn-1');
  await room.joined('2024-04-20', 3, 100, 1, 'jn-2');
  await room.judgeDay();
  expect(await room.report('quality/ride-time/2024-05-01-v1.json')).toMatchObject({
    quality: { value: 2, rows: 200, byDay: [{ day: '2024-04-20', rows: 200, value: 2 }] },
  });
});

test.each([
  ['no label', 0, 'no-data'],
  ['too few labels', 99, 'inconclusive'],
])('F-06 %s: no verdict on quality', async (_, rows, status) => {
  const room = await monitoringRoom();
  if (rows > 0) await room.joined('2024-04-20', 50, rows);
  expect(await room.judgeDay()).toMatchObject({ status, isConfirmed: false });
});

test('a repeat changes nothing, even when labels came since', async () => {
  const room = await monitoringRoom();
  await room.joined('2024-04-20', 1, 200);
  const first = await room.judgeDay();
  const written = room.store.versions.length;
  await room.joined('2024-04-21', 50, 200);
  expect(await room.judgeDay('2024-05-01', '2024-05-02T06:00:00.000Z')).toEqual(first);
  expect(room.store.versions).toHaveLength(written + 1);
  expect(await items(room)).toHaveLength(1);
  expect(await room.happened('quality-judged')).toBe(1);
});

test('G-04 a day is judged for each version that serves by itself', async () => {
  const room = await monitoringRoom();
  await room.register(2);
  await room.joined('2024-04-20', 50, 200);
  await room.joined('2024-04-20', 1, 200, 2);
  expect(await room.judgeDay()).toMatchObject({ status: 'breached' });
  await room.enthrone(2, '2024-04-10T00:00:00Z');
  expect(await room.judgeDay()).toMatchObject({ status: 'within' });
  expect(await items(room)).toHaveLength(2);
});
