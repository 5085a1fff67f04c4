import { beforeAll, describe, expect, test } from 'vitest';
import { replayContest } from '#cli/actions/replay-contest';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { runTraining } from '#test/statemachines/training/support/run-training';
import { rides } from './support/rides.ts';
import { trainingRoom, type TrainingRoom } from './support/training-room.ts';

let room: TrainingRoom;
let contestId: string;

beforeAll(async () => {
  room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  await runTraining(room, room.request(60));
  await room.commitRows(rides(60, 120, 3));
  contestId = (await runTraining(room, room.request(120))).output!.contestId;
});

/** The kept files alone, with a change to one of them: staging is empty by now. */
async function keptFiles(change?: { readonly path: string; replace(text: string): string }) {
  const store = memoryObjectStore();
  for (const { bucket, key, body } of room.store.versions) {
    if (bucket !== 'artifacts') continue;
    const text = Buffer.from(body).toString('latin1');
    const changed = change !== undefined && key.endsWith(change.path) ? change.replace(text) : text;
    await store.write({ bucket, key }, Buffer.from(changed, 'latin1'), 'text/plain');
  }
  return store;
}

const replay = async (store: Awaited<ReturnType<typeof keptFiles>>) =>
  replayContest(store, 'artifacts', { model: 'ride-time', contest: await room.contestOf(contestId) });

describe('a contest is replayed from what was kept', () => {
  test('to the byte', async () => {
    expect(await replay(await keptFiles())).toEqual({
      ...{ contestId, isEvidenceEqual: true, isDecisionEqual: true, outcome: 'promoted' },
    });
  });

  test('a decision that the evidence does not give is found', async () => {
    const path = `${contestId}/decision.json`;
    const store = await keptFiles({ path, replace: (text) => text.replace('promoted', 'restored') });
    expect(await replay(store)).toMatchObject({ isEvidenceEqual: true, isDecisionEqual: false });
  });

  test('evidence that the scores do not give is found', async () => {
    const path = `${contestId}/evidence.json`;
    const store = await keptFiles({ path, replace: (text) => text.replace('"pValue":0.', '"pValue":0.1') });
    expect(await replay(store)).toMatchObject({ isEvidenceEqual: false, isDecisionEqual: true });
  });

  test('scores that were written over are found', async () => {
    const path = `${contestId}/scores/v1.csv`;
    const better = (text: string) => text.replaceAll(/^(\d+),([-\d.]+),.*$/gm, '$1,$2,$2');
    const store = await keptFiles({ path, replace: better });
    expect(await replay(store)).toMatchObject({ isEvidenceEqual: false, isDecisionEqual: false });
  });
});
