/** A governor that dies between its record and the start: the clock makes up for it, whatever became of the message. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestKey } from '#core/registry/keys';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { day, rides } from '#test/handlers/training/support/rides';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';

const MODEL = 'ride-time';
const REQUEST: RetrainRequest = {
  ...{ requestId: 'rr-accepted-and-not-started', cause: 'first', subject: 'rides version 1' },
  ...{ asOf: `${day(60)}T00:00:00.000Z`, championVersion: null, requestedBy: 'test', status: 'accepted' },
  ...{ refusals: [], asks: 1, decidedAt: `${day(60)}T00:00:00.000Z` },
};

let world: LoopWorld;
beforeAll(async () => {
  // Too few rows, so that the contest ends as soon as it has counted them.
  world = await startLoopWorld({ [MODEL]: { config: { training: { minimumRows: 100_000 } } } });
});
afterAll(() => world.stop());

test('B-09 a contest that was accepted and never started is started by the next tick, and closed by one after', async () => {
  await world.land('rides/first.csv', rides(0, 60, 2));
  await world.quiet.queues('retrain');
  const { names } = world.connection;
  const executionArn = names.executionArn('training', REQUEST.requestId);
  await world.registry.transition({ kind: 'model', name: MODEL }, async () => ({
    writes: [
      {
        ...{ sk: requestKey(REQUEST.requestId), entity: 'retrain-request', expect: 'absent' },
        data: { ...REQUEST, executionArn },
      },
    ],
    event: { type: 'retrain-accepted', actor: 'test', cause: REQUEST.requestId },
    result: undefined,
  }));
  const requestNow = async () =>
    (await world.model(MODEL)).requests.find(({ requestId }) => requestId === REQUEST.requestId);

  await world.tick('platform', day(61));
  expect(await requestNow()).toMatchObject({ status: 'accepted' });
  expect(await world.endedContest(MODEL)).toMatchObject({
    ...{ requestId: REQUEST.requestId, outcome: 'not-now', asOf: REQUEST.asOf },
  });
  await world.quiet.machines('training');
  await world.tick('platform', day(62));
  expect(await requestNow()).toMatchObject({ status: 'ended', outcome: 'not-now' });
});
