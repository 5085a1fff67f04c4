import { expect, test } from 'vitest';
import { type Incident, incidentKey } from '#core/monitoring/incidents/incident-record';
import { CURRENT_JOIN_KEY, joinKey, labelsKey } from '#core/serving/ground-truth-records';
import { handleTick } from '#lambdas/monitoring/handle-tick/handler';
import { memoryMetrics } from '#test/fakes/memory-metrics';
import { fakeContext } from '#test/fakes/step-context';
import { incident } from '#test/unit/monitoring/incidents/support/incidents';
import {
  APRIL,
  farther,
  MAY_TICK,
  MODEL,
  type MonitoringRoom,
  monitoringRoom,
  watchedModel,
} from './support/monitoring-room.ts';

const ticking = (room: MonitoringRoom) => {
  const publisher = memoryMetrics();
  const adapters = { ...room.adapters, publisher };
  const context = fakeContext({ environment: room.environment, adapters });
  const tick = (asOf: string = MAY_TICK, target = 'platform') =>
    handleTick({ messageId: 'm', sentAt: new Date(0), body: { kind: 'tick', target, asOf } }, context);
  const sentNow = (sentAt: Date) =>
    handleTick({ messageId: 'm', sentAt, body: { kind: 'tick', target: 'platform' } }, context);
  return { tick, sentNow, publisher, context };
};
const inputs = (room: MonitoringRoom) => room.workflow.started.map(({ input }) => input);
const judgeAll = async (room: MonitoringRoom) => {
  await room.judge();
  await room.judgeDay();
};

test('starts an execution for what is due, under a name made of model and moment', async () => {
  const room = await monitoringRoom();
  await ticking(room).tick();
  expect(room.workflow.started).toEqual([
    {
      machineArn: room.environment.MONITORING_MACHINE_ARN,
      name: 'ride-time-20240501T060000000Z',
      input: {
        ...{ model: MODEL, asOf: MAY_TICK, join: false, drift: APRIL, attribution: false },
        ...{ quality: '2024-05-01', reconcile: true },
      },
    },
  ]);
});

test('B-15 a tick that comes twice starts one execution', async () => {
  const room = await monitoringRoom();
  const { tick } = ticking(room);
  await Promise.all([tick(), tick(), tick()]);
  expect(room.workflow.started).toHaveLength(1);
});

test('B-15 a tick of the scheduler means the moment it was sent', async () => {
  const room = await monitoringRoom();
  await ticking(room).sentNow(new Date('2024-05-03T06:00:00Z'));
  expect(inputs(room)).toMatchObject([{ asOf: '2024-05-03T06:00:00.000Z', drift: APRIL }]);
});

test('B-15 nothing is due when all was judged', async () => {
  const room = await monitoringRoom();
  await judgeAll(room);
  await ticking(room).tick('2024-05-02T06:00:00.000Z');
  expect(room.workflow.started).toEqual([]);
});

test('F-14 every tick is heard, whether there is something to do or not', async () => {
  const room = await monitoringRoom();
  const { tick, publisher } = ticking(room);
  await tick();
  await judgeAll(room);
  await tick('2024-05-02T06:00:00.000Z');
  const heartbeat = { name: 'Heartbeat', value: 1, dimensions: { environment: 'test' } };
  expect(publisher.published).toEqual([heartbeat, heartbeat]);
});

test('F-14 a tick that never came is made up for by the next', async () => {
  const room = await monitoringRoom();
  await ticking(room).tick('2024-05-20T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ drift: APRIL, quality: '2024-05-15' }]);
});

test('F-03 a late capture opens its window again, once', async () => {
  const room = await monitoringRoom();
  const { tick } = ticking(room);
  await room.captured('a', room.events('e', 120));
  await judgeAll(room);
  await room.captured('late', room.events('f', 5));
  await tick('2024-05-02T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ drift: APRIL, quality: null }]);
  await room.judge('2024-05-02T06:00:00.000Z');
  await tick('2024-05-03T06:00:00.000Z');
  expect(room.workflow.started).toHaveLength(1);
});

test('F-03 a capture of the month that runs opens nothing', async () => {
  const room = await monitoringRoom();
  await judgeAll(room);
  await room.captured('may', room.events('e', 5), { day: () => '2024-05-01T12:00:00Z' });
  await ticking(room).tick('2024-05-02T06:00:00.000Z');
  expect(room.workflow.started).toEqual([]);
});

test('G-03 a verdict that stands and that nobody asked about is reason enough', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('e', 120), { change: farther });
  await judgeAll(room);
  await ticking(room).tick('2024-05-02T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ drift: null, quality: null, reconcile: true }]);
});

test('G-04 a version that was promoted or restored is not judged on a window before its time', async () => {
  const room = await monitoringRoom();
  await judgeAll(room);
  await room.register(2);
  await room.enthrone(2, '2024-05-02T00:00:00Z');
  const { tick } = ticking(room);
  await tick('2024-05-03T06:00:00.000Z');
  expect(room.workflow.started).toEqual([]);
  await tick('2024-06-01T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ drift: { start: APRIL.end } }]);
});

test('labels that wait are joined, also before the first champion', async () => {
  const room = await monitoringRoom();
  await judgeAll(room);
  const labels = {
    ...{ labelsId: 'lb-1', model: MODEL, bucket: 'landing', key: '_labels/ride-time/a.csv', etag: 'e' },
    ...{ sizeBytes: 1, status: 'waiting', receivedAt: '2024-05-02T00:00:00Z', rows: 1, columns: ['minutes'] },
    ...{ duplicates: 0, contradictions: 0 },
  };
  await room.record('model', MODEL, { sk: labelsKey('lb-1'), entity: 'labels', data: labels });
  const { tick } = ticking(room);
  await tick('2024-05-02T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ join: true, drift: null, quality: null, reconcile: false }]);
  const join = {
    ...{ joinId: 'jn-1', status: 'joined', labels: ['lb-0'], asOf: '2024-05-02T06:00:00.000Z' },
    ...{ startedAt: '2024-05-02T06:00:00Z', labelFiles: 1, rows: 1, unknownRows: 0 },
    ...{ duplicates: 0, contradictions: 0, dataset: '', uploadId: '' },
  };
  await room.record(
    'model',
    MODEL,
    { sk: CURRENT_JOIN_KEY, entity: 'current-join', data: { joinId: 'jn-1' } },
    { sk: joinKey('jn-1'), entity: 'join', data: join },
  );
  await tick('2024-05-02T07:00:00.000Z');
  expect(room.workflow.started).toHaveLength(1);
  await tick('2024-05-03T06:00:00.000Z');
  expect(room.workflow.started).toHaveLength(2);
});

test('F-06 labels of which rows wait for their captures are joined again, once a day however many', async () => {
  const room = await monitoringRoom();
  await judgeAll(room);
  const waiting = Array.from({ length: 40 }, (_, at) => ({
    ...{ labelsId: `lb-${at}`, model: MODEL, bucket: 'landing', key: `_labels/ride-time/${at}.csv` },
    ...{ etag: 'e', sizeBytes: 1, status: 'waiting', receivedAt: '2024-05-02T00:00:00Z', rows: 2 },
    ...{ columns: ['minutes'], duplicates: 0, contradictions: 0, joinId: 'jn-1', matched: 1, waitingRows: 1 },
  }));
  for (const data of waiting)
    await room.record('model', MODEL, { sk: labelsKey(data.labelsId), entity: 'labels', data });
  const join = {
    ...{ joinId: 'jn-1', status: 'joined', labels: ['lb-0'], asOf: '2024-05-02T06:00:00.000Z' },
    ...{ startedAt: '2024-05-02T06:00:00Z', labelFiles: 1, rows: 1, unknownRows: 0 },
    ...{ duplicates: 0, contradictions: 0, dataset: '', uploadId: '' },
  };
  await room.record(
    'model',
    MODEL,
    { sk: CURRENT_JOIN_KEY, entity: 'current-join', data: { joinId: 'jn-1' } },
    { sk: joinKey('jn-1'), entity: 'join', data: join },
  );
  const { tick } = ticking(room);
  await tick('2024-05-02T07:00:00.000Z');
  expect(room.workflow.started).toEqual([]);
  await tick('2024-05-03T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ join: true }]);
});

test('B-15 a tick for a model that is not deployed starts nothing and says so', async () => {
  const room = await monitoringRoom();
  const { tick, context } = ticking(room);
  await tick(MAY_TICK, 'another');
  expect(room.workflow.started).toEqual([]);
  expect(context.logged).toContainEqual(expect.objectContaining({ level: 'warn' }));
  await tick(MAY_TICK, MODEL);
  expect(room.workflow.started).toHaveLength(1);
});

test('B-11 a model that cannot be read keeps no other from being watched', async () => {
  const room = await monitoringRoom();
  const { parameters } = room;
  const broken = {
    get: (name: string) => (name.endsWith('/a-broken-one') ? Promise.resolve('{}') : parameters.get(name)),
    listNames: async (path: string) => [`${path}/a-broken-one`, ...(await parameters.listNames(path))],
  };
  const publisher = memoryMetrics();
  const adapters = { ...room.adapters, parameters: broken, publisher };
  const context = fakeContext({ environment: room.environment, adapters });
  const body = { kind: 'tick', target: 'platform', asOf: MAY_TICK } as const;
  await expect(handleTick({ messageId: 'm', sentAt: new Date(0), body }, context)).rejects.toThrow();
  expect(inputs(room)).toMatchObject([{ model: MODEL, drift: APRIL }]);
  // The clock runs: the heartbeat is heard, and the message comes again for the one.
  expect(publisher.published).toMatchObject([{ name: 'Heartbeat' }]);
});

test('an incident that has outlived its version is work, until it is closed or the new version has a verdict', async () => {
  const room = await monitoringRoom();
  await judgeAll(room);
  const open = incident({ model: MODEL, version: 1 });
  const record = (one: Incident) =>
    room.record('model', MODEL, { sk: incidentKey(one.incidentId), entity: 'incident', data: one });
  const { tick } = ticking(room);
  await record(open);
  await tick('2024-05-02T06:00:00.000Z');
  expect(room.workflow.started).toEqual([]);
  await room.register(2);
  await room.enthrone(2, '2024-05-02T07:00:00.000Z');
  await tick('2024-05-03T06:00:00.000Z');
  expect(inputs(room)).toMatchObject([{ drift: null, quality: null, reconcile: true }]);
  await record({ ...open, status: 'closed' });
  await tick('2024-05-04T06:00:00.000Z');
  expect(room.workflow.started).toHaveLength(1);
});

test('has the hours that are over read when the version that serves is read by the hour, once an hour', async () => {
  const monitoring = { bucket: '1d', driftWindow: 'calendar-month', sketches: 'hourly' };
  const room = await monitoringRoom(watchedModel({ monitoring }));
  const machineArn = room.environment.SKETCHING_MACHINE_ARN;
  const adapters = { ...room.adapters, publisher: memoryMetrics() };
  const context = {
    ...fakeContext({ environment: room.environment, adapters }),
    now: new Date('2024-05-01T06:20:00Z'),
  };
  const body = { kind: 'tick', target: 'platform', asOf: MAY_TICK } as const;
  await handleTick({ messageId: 'm', sentAt: new Date(0), body }, context);
  await handleTick({ messageId: 'm', sentAt: new Date(0), body }, context);
  expect(room.workflow.started.filter((started) => started.machineArn === machineArn)).toEqual([
    {
      machineArn,
      name: 'sketching-2024-05-01T06',
      input: { from: '2024-04-30T06', to: '2024-05-01T06', models: null },
    },
  ]);
});
