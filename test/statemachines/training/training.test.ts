import { describe, expect, test } from 'vitest';
import { rideModel, rides } from '#test/handlers/training/support/rides';
import { trainingRoom } from '#test/handlers/training/support/training-room';
import { runTraining } from './support/run-training.ts';

test('a first request becomes version 1', async () => {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  const run = await runTraining(room, room.request(60));
  expect(run).toMatchObject({
    status: 'SUCCEEDED',
    output: { outcome: 'promoted', version: 1, deployment: 'promoted', reasons: [] },
  });
  expect(await room.contestOf(run.output!.contestId)).toMatchObject({
    status: 'decided',
    outcome: 'promoted',
    winner: 1,
  });
});

test('a rule that changes and changes back: promoted, promoted, restored', async () => {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  await runTraining(room, room.request(60));
  await room.commitRows(rides(60, 120, 3));
  const summer = await runTraining(room, room.request(120));
  expect(summer.output).toMatchObject({ outcome: 'promoted', version: 2 });
  await room.commitRows(rides(120, 136, 2));
  const winter = await runTraining(room, room.request(136));
  expect(winter.output).toMatchObject({ outcome: 'restored', version: 1 });
  // What it promises from now on is what it showed now; its number and training rows stay its own.
  const restored = await room.versionOf(1);
  const shown = (await room.evidenceOf(winter.output!.contestId)).evidence.contenders;
  expect(restored.promised.value).toBe(shown.find(({ contender }) => contender === 'v1')?.primary.value);
  expect(restored.status).toBe('champion');
  expect((await room.versions()).map(({ version }) => version)).toEqual([1, 2]);
});
