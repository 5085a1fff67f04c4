/** The shortest way round: rows land, a version serves, a request is answered and its capture lies in the lake. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rides } from '#test/handlers/training/support/rides';
import { type LoopWorld, startLoopWorld } from './support/loop-world.ts';

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
