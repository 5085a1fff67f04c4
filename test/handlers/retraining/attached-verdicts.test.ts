import { describe, expect, it } from 'vitest';
import { alarmName } from '#core/monitoring/alarm-name';
import { askMessageSchema } from '#core/retraining/retrain-records';
import { decideRequest } from '#lambdas/retraining/decide-request/handler';
import { reconcileRequests } from '#lambdas/retraining/reconcile-requests/handler';
import {
  farther,
  MODEL,
  type MonitoringRoom,
  monitoringRoom,
  watchedModel,
} from '#test/handlers/monitoring/support/monitoring-room';

/** Six in the morning of a day after April. */
const at = (day: string) => `2024-${day}T06:00:00.000Z`;
const alarmed = (room: MonitoringRoom, cause: 'drift' | 'quality') =>
  decideRequest(
    {
      ...{ messageId: 'm', sentAt: new Date(0) },
      body: {
        ...{ AlarmName: alarmName('test', MODEL, cause), NewStateValue: 'ALARM' },
        StateChangeTime: at('05-01'),
      },
    },
    room.context,
  );
const reconcile = async (room: MonitoringRoom, day: string) =>
  (await reconcileRequests({ model: MODEL, asOf: at(day), silent: [] }, room.context)).asked;
const decide = async (room: MonitoringRoom) => {
  for (const { message } of room.queue.sent.splice(0)) {
    const body = askMessageSchema.parse(message);
    await decideRequest({ messageId: 'm', sentAt: new Date(0), body }, room.context);
  }
};
const ended = async (room: MonitoringRoom, outcome: string) => {
  const [request] = (await room.requests()).filter(({ status }) => status === 'accepted');
  const output = { outcome };
  room.workflow.executions.set(request?.executionArn ?? '', { status: 'SUCCEEDED', output });
};
/** Drift of April has asked for a contest, and the quality of the first of May has joined it. */
const joined = async (cooldownDays = 0) => {
  const room = await monitoringRoom(watchedModel({ retraining: { cooldownDays } }));
  await room.captured('a', room.events('e', 120), { change: farther });
  await room.judge();
  await room.joined('2024-04-20', 5, 200);
  await room.judgeDay();
  await alarmed(room, 'drift');
  await alarmed(room, 'quality');
  expect(await room.requests()).toMatchObject([
    { cause: 'drift', attached: [{ cause: 'quality', subject: '2024-05-01' }] },
  ]);
  return room;
};

describe('a verdict that joined a contest which kept the champion', () => {
  it.each([0, 10])('G-05 is not asked about again, with %i days of cooldown', async (cooldownDays) => {
    const room = await joined(cooldownDays);
    await ended(room, 'kept');
    for (const day of ['05-02', '05-20', '05-31']) {
      expect(await reconcile(room, day)).toEqual([]);
      await decide(room);
    }
    expect(room.workflow.started).toHaveLength(1);
  });

  it('G-12 gets no second contest when its alarm tells once more', async () => {
    const room = await joined();
    await ended(room, 'kept');
    await alarmed(room, 'quality');
    await alarmed(room, 'quality');
    expect(await room.requests()).toHaveLength(1);
    expect(room.workflow.started).toHaveLength(1);
    expect(await room.happened('retrain-attached')).toBe(1);
  });

  it('asks for itself on the next day that breaches', async () => {
    const room = await joined();
    await ended(room, 'kept');
    await room.joined('2024-05-12', 5, 200, 1, 'jn-2');
    expect(await room.judgeDay('2024-05-15', at('05-15'))).toMatchObject({ status: 'breached' });
    expect(await reconcile(room, '05-16')).toEqual(['quality 2024-05-15']);
    await decide(room);
    expect(room.workflow.started).toHaveLength(2);
  });
});

it('G-12 an alarm that tells only after the contest of its moment has ended joins it, on record', async () => {
  const room = await monitoringRoom(watchedModel({ retraining: { cooldownDays: 0 } }));
  await room.captured('a', room.events('e', 120), { change: farther });
  await room.judge();
  await room.joined('2024-04-20', 5, 200);
  await room.judgeDay();
  await alarmed(room, 'drift');
  await ended(room, 'kept');
  await alarmed(room, 'quality');
  expect(await room.requests()).toMatchObject([
    { cause: 'drift', status: 'ended', outcome: 'kept', attached: [{ cause: 'quality' }] },
  ]);
  expect(room.workflow.started).toHaveLength(1);
  expect(await room.happened('retrain-attached')).toBe(1);
  expect(await reconcile(room, '05-20')).toEqual([]);
});

it('G-03 a verdict that joined a contest which failed is asked about again, as the one that asked', async () => {
  const room = await joined();
  await ended(room, 'failed');
  expect(await reconcile(room, '05-02')).toEqual(['drift 2024-04-01 again 2024-05-02', 'quality 2024-05-01']);
  await decide(room);
  expect(room.workflow.started).toHaveLength(2);
  await ended(room, 'kept');
  for (const day of ['05-03', '05-20']) expect(await reconcile(room, day)).toEqual([]);
});
