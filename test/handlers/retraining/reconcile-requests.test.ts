import { describe, expect, it, test } from 'vitest';
import { alarmName } from '#core/monitoring/alarm-name';
import { askMessageSchema } from '#core/retraining/retrain-records';
import { publishVerdicts } from '#lambdas/monitoring/publish-verdicts/handler';
import { decideRequest } from '#lambdas/retraining/decide-request/handler';
import { reconcileRequests } from '#lambdas/retraining/reconcile-requests/handler';
import { memoryAlarms } from '#test/fakes/memory-alarms';
import { memoryMetricLog } from '#test/fakes/memory-metric-log';
import { memoryMetrics } from '#test/fakes/memory-metrics';
import { fakeContext } from '#test/fakes/step-context';
import {
  farther,
  MAY_TICK,
  MODEL,
  type MonitoringRoom,
  monitoringRoom,
  watchedModel,
} from '#test/handlers/monitoring/support/monitoring-room';

/** Six in the morning of a day after April. */
const at = (day: string) => `2024-${day}T06:00:00.000Z`;
const drifted = async (retraining: Readonly<Record<string, unknown>> = { cooldownDays: 10 }) => {
  const room = await monitoringRoom(watchedModel({ retraining }));
  await room.captured('a', room.events('e', 120), { change: farther });
  await room.judge();
  return room;
};
const reconcile = (room: MonitoringRoom, asOf: string, silent: readonly string[] = []) =>
  reconcileRequests({ model: MODEL, asOf, silent: [...silent] }, room.context);
/** What is asked, while nothing has to be started. */
const asked = (...asks: readonly string[]) => ({ asked: asks, started: [] });
/** The governor takes what waits in its queue. */
const decide = async (room: MonitoringRoom) => {
  for (const { message } of room.queue.sent.splice(0)) {
    const body = askMessageSchema.parse(message);
    await decideRequest({ messageId: 'm', sentAt: new Date(0), body }, room.context);
  }
};
const alarmed = (room: MonitoringRoom) =>
  decideRequest(
    {
      ...{ messageId: 'm', sentAt: new Date(0) },
      body: {
        ...{ AlarmName: alarmName('test', MODEL, 'drift'), NewStateValue: 'ALARM' },
        StateChangeTime: MAY_TICK,
      },
    },
    room.context,
  );
const ended = (room: MonitoringRoom, arn: string | undefined, outcome: string) =>
  room.workflow.executions.set(arn ?? '', { status: 'SUCCEEDED', output: { outcome } });
const broken = (room: MonitoringRoom, arn: string | undefined) =>
  room.workflow.executions.set(arn ?? '', { status: 'FAILED', error: 'States.Runtime' });
const newest = async (room: MonitoringRoom) =>
  (await room.requests()).toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1)).at(-1);

test('asks nothing while all is well', async () => {
  const room = await monitoringRoom();
  await room.judge();
  expect(await reconcile(room, at('05-02'))).toEqual(asked());
  expect(room.queue.sent).toEqual([]);
});

describe('a verdict that stands', () => {
  it('is left to its alarm as of its own moment', async () => {
    const room = await drifted();
    expect(await reconcile(room, MAY_TICK)).toEqual(asked());
  });

  it('G-03 is asked about when its notification is lost, and a late one then changes nothing', async () => {
    const room = await drifted();
    expect(await reconcile(room, at('05-02'))).toEqual(asked('drift 2024-04-01'));
    expect(room.queue.sent).toEqual([
      {
        queueUrl: 'retrain',
        message: {
          ...{ kind: 'ask', model: MODEL, cause: 'drift', asOf: MAY_TICK, subject: '2024-04-01' },
          requestedBy: 'gyre:retraining/reconcile-requests',
        },
      },
    ]);
    await decide(room);
    await alarmed(room);
    expect(await room.requests()).toMatchObject([{ status: 'accepted', asOf: MAY_TICK, asks: 1 }]);
    expect(room.workflow.started).toHaveLength(1);
  });

  it('G-03 is asked about at once where the alarm stays in ALARM', async () => {
    const room = await drifted();
    const alarms = memoryAlarms();
    alarms.states.set(alarmName('test', MODEL, 'drift'), 'ALARM');
    const adapters = { alarms, publisher: memoryMetrics(), metrics: memoryMetricLog() };
    const drift = { status: 'drifted', reason: 'because', isConfirmed: true };
    const { silent } = await publishVerdicts(
      { model: MODEL, drift, quality: null },
      fakeContext({ environment: { GYRE_ENV: 'test' }, adapters }),
    );
    expect(await reconcile(room, MAY_TICK, silent)).toEqual(asked('drift 2024-04-01'));
  });

  it('asks the same thing again while nobody has decided, which makes one request', async () => {
    const room = await drifted();
    await reconcile(room, at('05-02'));
    await reconcile(room, at('05-02'));
    await reconcile(room, at('05-03'));
    expect(room.queue.sent).toHaveLength(3);
    await decide(room);
    expect(await room.requests()).toHaveLength(1);
    expect(room.workflow.started).toHaveLength(1);
  });

  it('G-03 is asked about again after a contest that failed, when the cooldown is over', async () => {
    const room = await drifted();
    await alarmed(room);
    broken(room, (await newest(room))?.executionArn);
    expect(await reconcile(room, at('05-02'))).toEqual(asked('drift 2024-04-01 again 2024-05-02'));
    await decide(room);
    expect(await newest(room)).toMatchObject({ status: 'not-now', refusals: [{ code: 'cooldown' }] });
    expect(await reconcile(room, '2024-05-02T07:00:00.000Z')).toEqual(asked());
    for (const day of ['05-05', '05-11', '05-12', '05-13']) {
      await reconcile(room, at(day));
      await decide(room);
    }
    const accepted = (await room.requests()).filter(({ status }) => status === 'accepted');
    expect(accepted.map(({ asOf }) => asOf)).toEqual([at('05-12')]);
    expect(room.workflow.started).toHaveLength(2);
    ended(room, accepted[0]?.executionArn, 'kept');
    expect(await reconcile(room, at('05-30'))).toEqual(asked());
  });

  it('G-04 restored versions are asked about for their own verdicts only', async () => {
    const room = await drifted();
    await room.register(2);
    await room.enthrone(2, '2024-05-02T00:00:00Z');
    expect(await reconcile(room, at('05-03'))).toEqual(asked());
    await room.enthrone(1, '2024-05-04T00:00:00Z');
    expect(await reconcile(room, at('05-05'))).toEqual(asked('drift 2024-04-01'));
  });

  it('is not asked about again when its contest kept the champion', async () => {
    const room = await drifted();
    await alarmed(room);
    ended(room, (await newest(room))?.executionArn, 'kept');
    for (const day of ['05-02', '05-20', '05-31']) expect(await reconcile(room, at(day))).toEqual(asked());
  });
});

describe('a refusal', () => {
  it('waits for its labels, and is then decided as of that moment', async () => {
    const room = await drifted({ cooldownDays: 0, minimumNewLabels: 6000 });
    await alarmed(room);
    expect(await newest(room)).toMatchObject({
      ...{ status: 'not-now', refusals: [{ retryWhen: { kind: 'labelled-rows', atLeast: 6000 } }] },
    });
    expect(await reconcile(room, at('05-02'))).toEqual(asked());
    const latest = { version: 1, totalRows: 6000, minEventTime: 'a', maxEventTime: 'b' };
    await room.record('dataset', 'rides', { sk: 'LATEST', entity: 'dataset-latest', data: latest });
    expect(await reconcile(room, at('05-03'))).toEqual(asked('drift 2024-04-01'));
    expect(room.queue.sent).toMatchObject([{ message: { asOf: at('05-03') } }]);
  });

  it('for want of a person is not repeated', async () => {
    const room = await drifted({ triggers: ['quality'], cooldownDays: 0 });
    await alarmed(room);
    expect(await newest(room)).toMatchObject({ refusals: [{ code: 'trigger-off' }] });
    expect(await reconcile(room, at('05-30'))).toEqual(asked());
  });
});

describe('a request', () => {
  it('that runs holds everything back', async () => {
    const room = await drifted();
    await alarmed(room);
    room.workflow.executions.set((await newest(room))?.executionArn ?? '', { status: 'RUNNING' });
    expect(await reconcile(room, at('05-20'))).toEqual(asked());
    expect(await room.happened('retrain-ended')).toBe(0);
  });

  it('B-10 is closed on proof that its execution has ended, once', async () => {
    const room = await drifted();
    await alarmed(room);
    ended(room, (await newest(room))?.executionArn, 'refused');
    await Promise.all([reconcile(room, at('05-02')), reconcile(room, at('05-02'))]);
    await reconcile(room, at('05-03'));
    expect(await room.requests()).toMatchObject([{ status: 'ended', outcome: 'refused' }]);
    expect(await room.happened('retrain-ended')).toBe(1);
  });

  it('C-10 that has ended stays as it ended, whatever is told of its execution afterwards', async () => {
    const room = await drifted();
    await alarmed(room);
    const arn = (await newest(room))?.executionArn;
    ended(room, arn, 'kept');
    await reconcile(room, at('05-02'));
    const closed = await room.requests();
    for (const status of ['RUNNING', 'FAILED', 'ABORTED'] as const) {
      room.workflow.executions.set(arn ?? '', { status });
      await reconcile(room, at('05-03'));
      await alarmed(room);
    }
    room.workflow.executions.delete(arn ?? '');
    expect(await reconcile(room, at('05-04'))).toEqual(asked());
    expect(await room.requests()).toEqual(closed);
    expect(await room.happened('retrain-ended')).toBe(1);
    expect(room.workflow.started).toHaveLength(1);
  });

  it('B-10 whose execution was killed counts as failed', async () => {
    const room = await drifted();
    await alarmed(room);
    room.workflow.executions.set((await newest(room))?.executionArn ?? '', { status: 'ABORTED' });
    await reconcile(room, at('05-02'));
    expect(await room.requests()).toMatchObject([{ status: 'ended', outcome: 'failed' }]);
  });

  it('B-09 that was accepted and never started is started, under its own name', async () => {
    const room = await drifted();
    const start = () => Promise.reject(new Error('no connection'));
    const adapters = { ...room.context.adapters, workflow: { ...room.workflow, start } };
    await expect(alarmed({ ...room, context: { ...room.context, adapters } })).rejects.toThrow();
    const [request] = await room.requests();
    expect(request?.status).toBe('accepted');
    // The message is lost for good; nothing but the reconciler is left.
    const started = { asked: [], started: [request?.requestId] };
    expect(await reconcile(room, at('05-02'))).toEqual(started);
    // Until the service shows the execution, and when the message comes after all: it has its name.
    expect(await reconcile(room, at('05-02'))).toEqual(started);
    await alarmed(room);
    const { requestId, cause, asOf } = request ?? {};
    expect(room.workflow.started).toEqual([
      {
        ...{ machineArn: room.environment.TRAINING_MACHINE_ARN, name: requestId },
        input: { model: MODEL, cause, requestId, asOf },
      },
    ]);
    expect(await room.requests()).toEqual([request]);
    room.workflow.executions.set(request?.executionArn ?? '', { status: 'RUNNING' });
    expect(await reconcile(room, at('05-03'))).toEqual(asked());
  });

  it('B-09 that was never started is started although another version serves by now', async () => {
    const room = await drifted();
    const start = () => Promise.reject(new Error('no connection'));
    const adapters = { ...room.context.adapters, workflow: { ...room.workflow, start } };
    await expect(alarmed({ ...room, context: { ...room.context, adapters } })).rejects.toThrow();
    await room.register(2);
    await room.enthrone(2, '2024-05-02T00:00:00Z');
    const [request] = await room.requests();
    expect(await reconcile(room, at('05-03'))).toEqual({ asked: [], started: [request?.requestId] });
    expect(room.workflow.started.map(({ name }) => name)).toEqual([request?.requestId]);
  });
});
