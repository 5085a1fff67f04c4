import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { alarmName } from '#core/monitoring/alarm-name';
import { seededRandom } from '#core/random';
import type { AlarmMessage } from '#core/retraining/retrain-records';
import { decideBatch, decideRequest } from '#lambdas/retraining/decide-request/handler';
import {
  farther,
  MAY_TICK,
  MODEL,
  type MonitoringRoom,
  monitoringRoom,
  watchedModel,
} from '#test/handlers/monitoring/support/monitoring-room';

const DRIFT = alarmName('test', MODEL, 'drift');
const alarm = (change: Partial<AlarmMessage> = {}): AlarmMessage => ({
  ...{ AlarmName: DRIFT, NewStateValue: 'ALARM', StateChangeTime: '2024-05-01T06:01:00.000+0000' },
  ...change,
});
const message = (body: AlarmMessage, messageId = 'm') => ({ messageId, sentAt: new Date(0), body });
const send = (room: MonitoringRoom, body = alarm()) => decideRequest(message(body), room.context);
/** A room in which drift of April stands. */
const drifted = async (model = watchedModel()) => {
  const room = await monitoringRoom(model);
  await room.captured('a', room.events('e', 120), { change: farther });
  await room.judge();
  return room;
};
const policy = (retraining: Readonly<Record<string, unknown>>) => watchedModel({ retraining });
/** An accepted request, as it stands before or after its execution. */
const runs = (room: MonitoringRoom, arn: string | undefined, outcome?: string) =>
  room.workflow.executions.set(
    arn ?? '',
    outcome === undefined ? { status: 'RUNNING' } : { status: 'SUCCEEDED', output: { outcome } },
  );

describe('an alarm', () => {
  it('asks about the verdict that stands, with the time of the verdict', async () => {
    const room = await drifted();
    await send(room);
    const [request] = await room.requests();
    expect(request).toMatchObject({
      ...{ cause: 'drift', subject: '2024-04-01', asOf: MAY_TICK, championVersion: 1, status: 'accepted' },
      ...{ requestedBy: `alarm ${DRIFT}`, asks: 1 },
    });
    expect(room.workflow.started).toEqual([
      {
        ...{ machineArn: room.environment.TRAINING_MACHINE_ARN, name: request?.requestId },
        input: { model: MODEL, cause: 'drift', requestId: request?.requestId, asOf: MAY_TICK },
      },
    ]);
  });

  test.each<[string, Partial<AlarmMessage>]>([
    ['of an unknown model', { AlarmName: alarmName('test', 'nobody', 'drift') }],
    ['of another environment', { AlarmName: alarmName('prod', MODEL, 'drift') }],
    ['without a standing verdict of its cause', { AlarmName: alarmName('test', MODEL, 'quality') }],
    ['of another part', { AlarmName: 'gyre-test-ride-time-latency' }],
    ['with a name that somebody made up', { AlarmName: `gyre-test-../${MODEL}-drift` }],
    ['with a name that nearly fits', { AlarmName: `${DRIFT} ` }],
    ['in state OK', { NewStateValue: 'OK' }],
    ['without data', { NewStateValue: 'INSUFFICIENT_DATA' }],
  ])('G-09 %s asks for nothing, on record', async (_, change) => {
    const room = await drifted();
    const before = (await room.registry.readLedger({ kind: 'model', name: MODEL })).length;
    await send(room, alarm(change));
    expect(await room.requests()).toEqual([]);
    expect(room.workflow.started).toEqual([]);
    expect(await room.registry.readLedger({ kind: 'model', name: MODEL })).toHaveLength(before);
    // What it was about is on record, by name where no model is concerned.
    const { AlarmName: about = DRIFT } = change;
    expect([
      ['ignored: about no deployed model', { about }],
      ['nothing is asked', { model: MODEL }],
    ]).toContainEqual(room.context.logged.map(({ message: text, facts }) => [text, facts]).at(-1));
  });

  it('F-02 asks for nothing when the last window was without traffic', async () => {
    const room = await monitoringRoom();
    await room.judge();
    await send(room);
    expect(await room.requests()).toEqual([]);
  });

  it('asks for nothing before a version serves', async () => {
    const room = await drifted();
    const models = await monitoringRoom();
    const adapters = { ...models.context.adapters, registry: room.registry };
    const body = alarm({ AlarmName: alarmName('test', 'other', 'drift') });
    await decideRequest(message(body), { ...models.context, adapters });
    expect(models.workflow.started).toEqual([]);
  });

  it('G-02 of drift that went away asks for nothing', async () => {
    const room = await drifted();
    await room.captured('b', room.events('f', 120), { day: () => '2024-05-15T12:00:00Z' });
    const may = { start: '2024-05-01T00:00:00.000Z', end: '2024-06-01T00:00:00.000Z' };
    expect(await room.judge('2024-06-01T06:00:00.000Z', may)).toMatchObject({ status: 'stable' });
    await send(room);
    expect(await room.requests()).toEqual([]);
  });
});

describe('a storm', () => {
  it('G-01 of 1,000 messages with 50 transition times, in any order, makes one request and one execution', async () => {
    const room = await drifted();
    const random = seededRandom('storm');
    const storm = Array.from({ length: 1000 }, (_, index) =>
      message(
        alarm({
          StateChangeTime: `2024-05-01T06:00:${String(index % 50).padStart(2, '0')}.000+0000`,
          // Alarms that flap tell of both states.
          NewStateValue: index % 3 === 0 ? 'OK' : 'ALARM',
        }),
        `m-${index}`,
      ),
    )
      .map((one) => [random(), one] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, one]) => one);
    const batches = Array.from({ length: 100 }, (_, batch) => storm.slice(batch * 10, batch * 10 + 10));
    const failed: string[] = [];
    for (let at = 0; at < batches.length; at += 5) {
      const answers = await Promise.all(
        batches.slice(at, at + 5).map((batch) => decideBatch(batch, room.context)),
      );
      failed.push(...answers.flat());
      runs(room, (await room.requests())[0]?.executionArn);
    }
    expect(failed).toEqual([]);
    const requests = await room.requests();
    expect(requests).toMatchObject([{ status: 'accepted', asks: 1 }]);
    expect(room.workflow.started.map(({ name }) => name)).toEqual([requests[0]?.requestId]);
    expect(await room.happened('retrain-accepted')).toBe(1);
  });

  it('G-01 of drift and quality is one contest, with both causes attached', async () => {
    const room = await drifted();
    await room.joined('2024-04-20', 5, 200);
    await room.judgeDay();
    const quality = alarm({ AlarmName: alarmName('test', MODEL, 'quality') });
    for (const body of [alarm(), quality, quality, alarm()]) await send(room, body);
    expect(await room.requests()).toMatchObject([
      { cause: 'drift', attached: [{ cause: 'quality', subject: '2024-05-01' }] },
    ]);
    expect(room.workflow.started).toHaveLength(1);
    expect(await room.happened('retrain-attached')).toBe(1);
  });

  it('G-01 decides the messages of one alarm in a batch together, and they fail together', async () => {
    const room = await drifted();
    const batch = [
      message(alarm(), 'a'),
      message(alarm(), 'b'),
      message(alarm({ NewStateValue: 'OK' }), 'c'),
    ];
    const start = () => Promise.reject(new Error('no connection'));
    const adapters = { ...room.context.adapters, workflow: { ...room.workflow, start } };
    expect(await decideBatch(batch, { ...room.context, adapters })).toEqual(['a', 'b']);
    // What was accepted stands; the repeat starts it under its own name.
    expect(await decideBatch(batch, room.context)).toEqual([]);
    expect(room.workflow.started).toHaveLength(1);
    expect(await room.requests()).toHaveLength(1);
  });
});

describe('an alarm that comes late or twice', () => {
  const few = policy({ cooldownDays: 0, minimumNewLabels: 1_000_000 });

  it('G-12 gets the same answer after a refusal', async () => {
    const room = await drifted(few);
    await send(room);
    const [refused] = await room.requests();
    expect(refused).toMatchObject({ status: 'not-now', refusals: [{ code: 'too-few-labels' }], asks: 1 });
    for (const time of ['2024-05-01T06:00:30Z', '2024-05-09T00:00:00Z', '2024-05-01T06:00:30Z'])
      await send(room, alarm({ StateChangeTime: time }));
    expect(await room.requests()).toEqual([refused]);
    expect(await room.happened('retrain-not-now')).toBe(1);
    expect(room.workflow.started).toEqual([]);
  });

  it('G-12 gets the same answer after an acceptance, also when its contest is over', async () => {
    const room = await drifted();
    await send(room);
    runs(room, (await room.requests())[0]?.executionArn);
    await send(room);
    runs(room, (await room.requests())[0]?.executionArn, 'kept');
    await send(room);
    await send(room, alarm({ NewStateValue: 'OK' }));
    expect(await room.requests()).toHaveLength(1);
    expect(room.workflow.started).toHaveLength(1);
  });

  it('G-12 makes no difference in whatever order and number', async () => {
    const state = fc.constantFrom('OK' as const, 'ALARM' as const, 'INSUFFICIENT_DATA' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 12 }), async (states) => {
        const room = await drifted(few);
        for (const NewStateValue of states) await send(room, alarm({ NewStateValue }));
        const requests = await room.requests();
        expect(requests).toHaveLength(states.includes('ALARM') ? 1 : 0);
        expect(room.workflow.started).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

test('F-03 a window that is judged again asks for no second contest', async () => {
  const room = await drifted();
  await send(room);
  await room.captured('late', room.events('f', 30), { change: farther });
  expect(await room.judge('2024-05-02T06:00:00.000Z')).toMatchObject({
    status: 'drifted',
    isConfirmed: true,
  });
  expect(await room.windows()).toMatchObject([{ revision: 1 }, { revision: 2 }]);
  await send(room, alarm({ StateChangeTime: '2024-05-02T06:01:00Z' }));
  expect(await room.requests()).toHaveLength(1);
  expect(room.workflow.started).toHaveLength(1);
  expect(await room.happened('retrain-accepted')).toBe(1);
});

test('G-04 the verdict of a version that does not serve any more asks for nothing', async () => {
  const room = await drifted();
  await room.register(2);
  await room.enthrone(2, '2024-05-01T12:00:00Z');
  await send(room);
  expect(await room.requests()).toEqual([]);
});

test('G-05 alarms, persons and the reconciler at once: one contest is in flight', async () => {
  const room = await drifted();
  await room.joined('2024-04-20', 5, 200);
  await room.judgeDay();
  const ask = (cause: 'drift' | 'manual', subject: string) => ({
    ...{ kind: 'ask' as const, model: MODEL, cause, asOf: MAY_TICK, subject, requestedBy: 'somebody' },
  });
  const bodies = [
    ...[alarm(), alarm({ AlarmName: alarmName('test', MODEL, 'quality') })],
    ...[ask('drift', '2024-04-01'), ask('manual', 'a'), ask('manual', 'b')],
  ];
  await Promise.all(
    bodies.map((body, index) => decideRequest({ ...message(alarm(), `m-${index}`), body }, room.context)),
  );
  const accepted = (await room.requests()).filter(({ status }) => status === 'accepted');
  expect(accepted).toHaveLength(1);
  expect(room.workflow.started.map(({ name }) => name)).toEqual([accepted[0]?.requestId]);
});

test('B-11 a model that cannot be read keeps the news of a dataset from no other', async () => {
  const room = await monitoringRoom(policy({ triggers: ['new-data'], cooldownDays: 0 }));
  const { parameters } = room;
  const broken = {
    get: (name: string) => (name.endsWith('/a-broken-one') ? Promise.resolve('{}') : parameters.get(name)),
    listNames: async (path: string) => [`${path}/a-broken-one`, ...(await parameters.listNames(path))],
  };
  const news = { kind: 'new-data', dataset: 'rides', version: 1, newRows: 5000, asOf: MAY_TICK } as const;
  const adapters = { ...room.context.adapters, parameters: broken };
  const told = decideRequest({ ...message(alarm()), body: news }, { ...room.context, adapters });
  await expect(told).rejects.toThrow();
  expect(await room.requests()).toMatchObject([{ cause: 'new-data', status: 'accepted' }]);
  expect(room.workflow.started).toHaveLength(1);
});
