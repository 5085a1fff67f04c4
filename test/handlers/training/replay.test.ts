import { beforeAll, describe, expect, test } from 'vitest';
import { replayContest } from '#cli/actions/replay-contest';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { runTraining } from '#test/statemachines/training/support/run-training';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';
import { rideModel, rides } from './support/rides.ts';
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

describe('slices, fairness, overfitting and size', () => {
  const gate = {
    ...{ minimumHoldoutRows: 100, bootstrapDraws: 500, maximumArtifactMb: 1 },
    overfitting: { maximumGapPercent: 100 },
    slices: { columns: ['stops'], minimumRows: 60 },
    // Known of a ride, and no feature of the model.
    fairness: { columns: ['stops', 'distance'], maximumErrorDifference: 5 },
  };
  const model = () =>
    rideModel({
      features: ['distance'],
      evaluation: { metric: 'rmse', holdoutDays: 14, block: 'day', transformConcurrency: 2, gate },
    });

  test('are judged by columns that need not be features, kept, and replayed to the byte when staging is empty', async () => {
    room = await trainingRoom();
    await room.deployRevision(model());
    const archive = (factor: number) =>
      rawArchive(
        { name: 'model.json', body: JSON.stringify({ factor }) },
        { name: 'training-metrics.json', body: '{"rmse": 0.4}' },
      );
    room.sageMaker.endings.artifact = archive(2);
    await room.commitRows(rides(0, 60, 2));
    await runTraining(room, room.request(60));
    await room.commitRows(rides(60, 120, 3));
    room.sageMaker.endings.artifact = archive(3);
    contestId = (await runTraining(room, room.request(120))).output!.contestId;
    const { evidence } = await room.evidenceOf(contestId);
    expect(evidence.groups?.columns).toEqual(['stops', 'distance']);
    const candidate = evidence.contenders.find(({ contender }) => contender !== 'v1');
    expect(candidate?.slices?.map(({ group, rows, state }) => [group, rows, state])).toEqual([
      ['0', 98, 'judged'],
      ['1', 98, 'judged'],
      ['2', 84, 'judged'],
    ]);
    expect(candidate?.fairness?.map(({ column, groups }) => [column, groups.length])).toEqual([
      ['stops', 2],
      ['distance', 3],
    ]);
    expect(candidate?.overfitting).toMatchObject({ state: 'measured', training: 0.4 });
    expect(candidate?.artifactBytes).toBeGreaterThan(0);
    const names = (await room.decisionOf(contestId)).clauses.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['slices', 'fairness', 'overfitting', 'artifact-size']));
    const equal = { contestId, isEvidenceEqual: true, isDecisionEqual: true, outcome: 'promoted' };
    expect(await replay(await keptFiles())).toEqual(equal);
    const path = `groups/${evidence.groups?.sha256}.jsonl`;
    const swapped = (text: string) => text.replaceAll('["0"', '["3"').replaceAll('["1"', '["0"');
    expect(await replay(await keptFiles({ path, replace: swapped }))).toMatchObject({
      isEvidenceEqual: false,
    });
  });
});

test('evidence of the first method stays readable and is replayed by it', async () => {
  const { evidence } = await room.evidenceOf(contestId);
  const found = { model: 'ride-time', contest: await room.contestOf(contestId) };
  expect(evidence.method).toBe(2);
  const old = await keptFiles({
    path: `${contestId}/evidence.json`,
    replace: (text) => text.replace('"method":2,', ''),
  });
  // Fourteen blocks: the first method had narrower intervals and no guards, so that it gives other bytes.
  expect(await replayContest(old, 'artifacts', found)).toMatchObject({ isEvidenceEqual: false });
});
