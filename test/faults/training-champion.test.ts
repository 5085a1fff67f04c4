import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rides } from '#test/handlers/training/support/rides';
import { trainingRoom } from '#test/handlers/training/support/training-room';
import { runTraining } from '#test/statemachines/training/support/run-training';

test('D-03 the champion changes while the contest runs: the comparison decides nothing', async () => {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  await runTraining(room, room.request(60));
  await room.commitRows(rides(60, 120, 3));
  const perform = room.sageMaker.perform;
  const raced = {
    ...room,
    sageMaker: {
      ...room.sageMaker,
      perform: async (state: string, args: unknown) => {
        // Another contest ends in between.
        if (state === 'ScoreHoldout') await room.promote(7, 'ct-other', '2024-04-30T06:00:00.000Z');
        return perform(state, args);
      },
    },
  };
  const run = await runTraining(raced, room.request(120));
  expect(run.output).toMatchObject({
    outcome: 'failed',
    reasons: [expect.stringMatching(/^StaleChampionError: /)],
  });
  expect(await room.versions()).toHaveLength(1);
});

test('D-01 D-03 however two contests of one model interleave: versions without gap, one winner a champion', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }), async (pauses) => {
      const room = await trainingRoom();
      await room.commitRows(rides(0, 60, 2));
      await runTraining(room, room.request(60));
      await room.commitRows(rides(60, 120, 3));
      let call = 0;
      const slowed = {
        ...room,
        sageMaker: {
          ...room.sageMaker,
          perform: async (state: string, args: unknown) => {
            for (let turn = pauses[call++ % pauses.length] ?? 0; turn > 0; turn -= 1) {
              await new Promise((resolve) => setImmediate(resolve));
            }
            return room.sageMaker.perform(state, args);
          },
        },
      };
      const runs = await Promise.all([
        runTraining(slowed, room.request(120, 'rr-a')),
        runTraining(slowed, room.request(120, 'rr-b')),
      ]);
      const outcomes = runs.map(({ output }) => output?.outcome).sort();
      const versions = (await room.versions()).map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, index) => index + 1));
      const champions = (await room.versions()).filter(({ status }) => status === 'champion');
      expect(champions).toHaveLength(1);
      // Both register before either is released, or the later one meets another champion.
      expect([
        ['failed', 'promoted'].join(),
        ['promoted', 'promoted'].join(),
        ['kept', 'promoted'].join(),
      ]).toContain(outcomes.join());
    }),
    { numRuns: 15 },
  );
});
