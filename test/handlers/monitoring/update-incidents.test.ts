import { beforeEach, describe, expect, test } from 'vitest';
import { incidentSchema } from '#core/monitoring/incidents/incident-record';
import { aliasKey } from '#core/registry/keys';
import * as contract from '#lambdas/monitoring/update-incidents/contract';
import { updateIncidents } from '#lambdas/monitoring/update-incidents/handler';
import { type MemoryNotifier, memoryNotifier } from '#test/fakes/memory-notifier';
import { fakeContext } from '#test/fakes/step-context';
import {
  APRIL,
  farther,
  MAY_TICK,
  MODEL,
  type MonitoringRoom,
  monitoringRoom,
} from './support/monitoring-room.ts';

const AGGREGATE = { kind: 'model', name: MODEL } as const;
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:gyre-test-incidents';
const MAY = { start: '2024-05-01T00:00:00.000Z', end: '2024-06-01T00:00:00.000Z' } as const;
const JUNE_TICK = '2024-06-01T06:00:00.000Z';

let room: MonitoringRoom;
let notifier: MemoryNotifier;

beforeEach(async () => {
  room = await monitoringRoom();
  notifier = memoryNotifier();
});

async function update(asOf: string = MAY_TICK, wallTime = '2026-01-01T00:00:00Z', hasWindow = true) {
  const context = fakeContext({
    environment: { ...room.environment, INCIDENT_TOPIC_ARN: TOPIC },
    adapters: { ...room.adapters, notifier },
    now: new Date(wallTime),
  });
  return contract.outputSchema.parse(
    await updateIncidents(contract.inputSchema.parse({ model: MODEL, asOf, hasWindow }), context),
  );
}
const incidents = async () =>
  (await room.registry.list(AGGREGATE, 'INCIDENT#')).map((item) => incidentSchema.parse(item.data));
const subjects = () => notifier.told.map(({ subject }) => subject);
const ledger = async () =>
  (await room.registry.readLedger(AGGREGATE))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('incident-'));

async function driftInApril() {
  await room.captured('a', room.events('a', 300), { change: farther });
  await room.judge();
}
const mayDay = (index: number) => `2024-05-${String(1 + (index % 30)).padStart(2, '0')}T12:00:00Z`;
async function may(change?: typeof farther) {
  await room.captured('b', room.events('b', 300), {
    day: mayDay,
    ...(change === undefined ? {} : { change }),
  });
  await room.judge(JUNE_TICK, MAY);
}

test('confirmed drift opens an incident with its features, and people are told once', async () => {
  await driftInApril();
  const { opened, told } = await update();
  const [incident] = await incidents();
  expect(incident).toMatchObject({
    ...{
      incidentId: opened[0],
      cause: 'drift',
      version: 1,
      status: 'open',
      firstBad: APRIL.start,
      outbox: [],
    },
    features: [{ feature: 'distance', status: 'drifted', direction: 'up', importance: null }],
    proposal: { action: 'await-retrain' },
  });
  expect(told).toEqual([`opened ${incident?.incidentId ?? ''}`]);
  expect(notifier.told).toMatchObject([
    {
      topicArn: TOPIC,
      subject: `Gyre test: ${MODEL} v1 inputs drifted (opened)`,
      attributes: { model: MODEL, cause: 'drift', change: 'opened', environment: 'test' },
    },
  ]);
  expect(await ledger()).toEqual(['incident-opened', 'incident-told']);
});

test('G-02 the same verdict again changes nothing and tells nobody', async () => {
  await driftInApril();
  await update();
  const before = await room.registry.head(AGGREGATE);
  expect(await update()).toEqual({ opened: [], updated: [], closed: [], told: [] });
  await Promise.all([update('2024-05-02T06:00:00.000Z'), update('2024-05-03T06:00:00.000Z')]);
  expect(await room.registry.head(AGGREGATE)).toEqual(before);
  expect(subjects()).toHaveLength(1);
});

test('G-12 two runs at a time open one incident and tell once', async () => {
  await driftInApril();
  await Promise.all([update(), update('2024-05-02T06:00:00.000Z')]);
  expect(await incidents()).toHaveLength(1);
  expect(subjects()).toHaveLength(1);
});

test('B-14 a message that could not be sent is sent by the repeat, and not twice', async () => {
  await driftInApril();
  notifier.failures = 1;
  await expect(update()).rejects.toThrow('nobody answers');
  expect(await incidents()).toMatchObject([{ outbox: [{ kind: 'opened' }] }]);
  await update();
  await update();
  expect(subjects()).toHaveLength(1);
});

test('B-14 a run that died leaves its message to a later one', async () => {
  await driftInApril();
  notifier.failures = 1;
  await expect(update()).rejects.toThrow('nobody answers');
  const later = '2024-05-02T06:00:00.000Z';
  await update(later, '2026-01-01T00:05:00Z', false);
  expect(subjects()).toHaveLength(0);
  await update(later, '2026-01-01T00:11:00Z', false);
  expect(subjects()).toHaveLength(1);
});

test('G-02 drift that lasts updates the incident and keeps its beginning', async () => {
  await driftInApril();
  await update();
  await may(farther);
  const { updated } = await update(JUNE_TICK);
  expect(await incidents()).toMatchObject([
    { incidentId: updated[0], firstBad: APRIL.start, judgements: 2, last: { subject: MAY.start } },
  ]);
  expect(subjects().at(-1)).toContain('(updated)');
});

test('a good window closes it', async () => {
  await driftInApril();
  await update();
  await may();
  const { closed } = await update(JUNE_TICK);
  expect(await incidents()).toMatchObject([
    { incidentId: closed[0], status: 'closed', ended: { how: 'back-to-normal', version: null } },
  ]);
  expect(subjects().at(-1)).toContain('(closed)');
  expect(notifier.told.at(-1)?.body).toContain('Ended: the verdict is good again');
});

describe('another version serves', () => {
  test.each([
    ['it won its contest', 2, { contestId: 'ct-2' }, 'promoted'],
    ['a contest brought it back', 2, { contestId: 'ct-9' }, 'restored'],
    ['a person brought it back', 2, {}, 'rolled-back'],
  ] as const)('%s: that ends the incident', async (_, version, contest, how) => {
    await driftInApril();
    await update();
    await room.register(version);
    const alias = {
      version,
      deploymentId: 'dp-2',
      asOf: MAY_TICK,
      configName: 'c',
      since: MAY_TICK,
      ...contest,
    };
    await room.record('model', MODEL, { sk: aliasKey('champion'), entity: 'alias', data: alias });
    await update('2024-05-02T06:00:00.000Z', '2026-01-01T01:00:00Z', false);
    expect(await incidents()).toMatchObject([{ status: 'closed', ended: { how, version } }]);
    expect(notifier.told.at(-1)?.body).toContain('Ended: v2 was ');
  });
});

test('quality that breaks its promise has an incident of its own, with the features that moved', async () => {
  await driftInApril();
  await room.joined('2024-04-20', 5, 300);
  await room.judgeDay();
  await update();
  expect(await incidents()).toHaveLength(2);
  const quality = (await incidents()).find(({ cause }) => cause === 'quality');
  expect(quality).toMatchObject({
    ...{ firstBad: '2024-05-01', status: 'open' },
    features: [{ feature: 'distance' }],
    last: { reason: expect.stringContaining('mae 5') as string },
  });
  expect(quality?.last.severity).toBeCloseTo(5 / 1.15, 6);
});

test('F-05 a window full of bad records has an incident about what it covers', async () => {
  const extraLines = Array.from({ length: 60 }, () => 'not a record');
  await room.captured('a', room.events('a', 300), { extraLines });
  await room.judge();
  await update();
  expect(await incidents()).toMatchObject([
    { cause: 'coverage', proposal: { action: 'look-at-callers' }, last: { status: 'uncovered' } },
  ]);
});

test('F-02 a window without a row, after one that had some, is no drift: what it covers is the incident', async () => {
  await room.captured('a', room.events('a', 300));
  await room.judge();
  await update();
  expect(await incidents()).toEqual([]);
  await room.judge(JUNE_TICK, MAY);
  await update(JUNE_TICK);
  expect(await incidents()).toMatchObject([{ cause: 'coverage', firstBad: MAY.start }]);
});

test('F-02 a version that came back at the end of a window, and was not asked in it, misses nothing', async () => {
  await room.captured('a', room.events('a', 300));
  await room.judge();
  await room.enthrone(1, '2024-05-31T06:00:00.000Z');
  await room.judge(JUNE_TICK, MAY);
  await update(JUNE_TICK);
  expect(await incidents()).toEqual([]);
});

test('F-03 a window that is judged again, and worse, updates its incident', async () => {
  await driftInApril();
  await update();
  await room.captured('late', room.events('late', 300), { change: farther });
  await room.judge();
  const { opened, updated } = await update('2024-05-02T06:00:00.000Z');
  expect({ opened, updated }).toMatchObject({ opened: [], updated: [expect.any(String)] });
  expect(await incidents()).toMatchObject([{ last: { revision: 2 }, judgements: 1 }]);
});

test('before a version serves nothing is looked at', async () => {
  const empty = await monitoringRoom();
  const context = fakeContext({
    environment: { ...empty.environment, INCIDENT_TOPIC_ARN: TOPIC },
    adapters: { ...empty.adapters, notifier },
  });
  const input = { model: 'nobody', asOf: MAY_TICK, hasWindow: false };
  expect(await updateIncidents(input, context)).toEqual({ opened: [], updated: [], closed: [], told: [] });
});
