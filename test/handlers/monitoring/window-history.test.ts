import { expect, test } from 'vitest';
import { APRIL, farther, monitoringRoom } from './support/monitoring-room.ts';

const MAY = { start: APRIL.end, end: '2024-06-01T00:00:00.000Z' };
const JUNE = { start: MAY.end, end: '2024-07-01T00:00:00.000Z' };
const REPORT = 'windows/ride-time/2024-06-01-v1-r1.json';

async function threeMonths() {
  const room = await monitoringRoom();
  const day = (month: string) => (index: number) =>
    `2024-${month}-${String(1 + (index % 28)).padStart(2, '0')}T12:00:00Z`;
  await room.captured('a', room.events('e', 200), { change: farther });
  await room.captured('b', room.events('f', 200), { day: day('05') });
  await room.captured('c', room.events('g', 200), { day: day('06'), change: farther });
  await room.judge();
  await room.judge('2024-06-01T06:00:00.000Z', MAY);
  return room;
}

test('a report carries what was said of the windows before, and the policy it was judged by', async () => {
  const room = await threeMonths();
  await room.judge('2024-07-01T06:00:00.000Z', JUNE);
  const { history, policy } = await room.report(REPORT);
  expect(history).toMatchObject([
    {
      windowStart: APRIL.start,
      status: 'drifted',
      features: [{ feature: 'distance' }, { feature: 'stops' }],
    },
    { windowStart: MAY.start, status: 'stable', isConfirmed: false },
  ]);
  expect(history?.[0]?.features[0]?.ratio).toBeGreaterThan(1);
  expect(policy?.drift).toMatchObject({
    window: 'calendar-month',
    minimumRows: 100,
    windows: { m: 1, n: 1 },
  });
});

test('the report before is gone: its window is there without figures', async () => {
  const room = await threeMonths();
  await room.store.delete({ bucket: 'reports', key: 'windows/ride-time/2024-05-01-v1-r1.json' });
  expect(await room.judge('2024-07-01T06:00:00.000Z', JUNE)).toMatchObject({ status: 'drifted' });
  expect((await room.report(REPORT)).history).toMatchObject([
    { windowStart: APRIL.start, features: [] },
    { windowStart: MAY.start, features: [] },
  ]);
});
