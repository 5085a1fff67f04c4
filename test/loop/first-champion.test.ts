/** The shortest way round: rows land, a version serves, its requests drift, and a contest answers the alarm. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmName } from '#core/monitoring/alarm-name';
import { day, rides, ROWS_A_DAY } from '#test/handlers/training/support/rides';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';
import { settleCaptures, sketchedRows } from './support/traffic.ts';

let world: LoopWorld;
beforeAll(async () => {
  world = await startLoopWorld({ 'ride-time': {} });
});
afterAll(() => world.stop());

test('sixty days of rides land: a version is trained, judged, released and answers', async () => {
  expect(await world.land('rides/first.csv', rides(0, 60, 2))).toMatchObject({
    status: 'committed',
    version: 1,
  });
  expect(await world.endedContest('ride-time')).toMatchObject({ outcome: 'promoted', winner: 1 });
  await world.quiet.machines('training', 'deployment');
  expect((await world.model('ride-time')).champion).toMatchObject({ version: 1 });
  const { code, envelope } = await world.gyre('model', 'show', 'ride-time');
  expect([code, envelope.ok]).toEqual([0, true]);
});

test('rides of another length: their window drifts, the alarm tells, and a contest answers', async () => {
  const days = [66, 67, 68, 69, 70, 71, 72];
  for (const number of days) {
    const [, ...rows] = rides(number, number + 1, 2)
      .trimEnd()
      .split('\n');
    const longer = rows.map((row) => {
      const [id, at, distance, stops] = row.split(',');
      return `asked-${id},${at},${50 + Number(distance)},${stops}`;
    });
    const csv = `${['id,at,distance,stops', ...longer].join('\n')}\n`;
    expect(await world.ask('ride-time', 'replays', csv)).toMatchObject({ status: 200 });
  }
  await settleCaptures(world);
  for (const number of days) await sketchedRows(world, 'ride-time', [day(number), ROWS_A_DAY]);
  await world.land('rides/second.csv', rides(60, 74, 3));
  await world.tick('ride-time', day(74));
  const drift = await world.gyre('drift', 'ls', 'ride-time');
  expect(drift.envelope.data).toMatchObject({
    windows: [{ start: `${day(66)}T00:00:00.000Z`, rows: 140, status: 'drifted', isConfirmed: true }],
  });
  expect(await world.endedContest('ride-time', 1)).toMatchObject({ cause: 'drift', outcome: 'kept' });
  const { requests, champion } = await world.model('ride-time');
  expect(requests.at(-1)).toMatchObject({
    requestedBy: `alarm ${alarmName(world.connection.environment, 'ride-time', 'drift')}`,
    subject: day(66),
  });
  expect(champion).toMatchObject({ version: 1 });
});

test('its report tells more than the features one by one', async () => {
  const { code, envelope } = await world.gyre('drift', 'show', 'ride-time');
  expect(code).toBe(0);
  expect(envelope.data).toMatchObject({
    report: {
      features: [{ feature: 'distance', status: 'drifted' }, { feature: 'stops' }],
      multivariate: { outliers: { rows: 140 }, domain: { telling: ['distance'] } },
      // The endpoint itself was asked, row by row.
      attribution: { rows: 50, features: [{ feature: 'distance', rankBefore: 1 }, { feature: 'stops' }] },
    },
  });
});

test('the drift is an incident that a person can acknowledge and close', async () => {
  const { envelope } = await world.gyre('incident', 'ls', 'ride-time');
  const { incidents } = envelope.data as { incidents: readonly { incidentId: string }[] };
  expect(incidents).toMatchObject([{ cause: 'drift' }]);
  const id = incidents[0]?.incidentId ?? '';
  expect(await world.gyre('incident', 'ack', id, '-m', 'looking')).toMatchObject({ code: 0 });
  expect(await world.gyre('incident', 'close', id, '-m', 'a race')).toMatchObject({ code: 0 });
});

test('an answer is explained by asking the version that serves', async () => {
  const file = join(world.project, 'rows.csv');
  writeFileSync(file, `id,at,distance,stops\nr1,${day(74)}T10:00:00Z,60,1\n`);
  const { code, envelope } = await world.gyre('predict', 'ride-time', file, '--explain', '1');
  expect(code).toBe(0);
  expect(envelope.data).toMatchObject({
    modelVersion: 1,
    rowId: 'r1',
    features: [{ feature: 'distance' }, {}],
  });
});
