import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { HOLDOUT_DAYS, rideModel, rides } from '#test/handlers/training/support/rides';
import { MODEL, trainingRoom } from '#test/handlers/training/support/training-room';
import { allStates } from '../support/definition.ts';
import { machine, runTraining } from './support/run-training.ts';

/** A room in which version 1 serves, trained on a factor of 2, and more days of a factor have come in. */
async function roomWithChampion(factor: number) {
  const room = await trainingRoom();
  await room.commitRows(rides(0, 60, 2));
  await runTraining(room, room.request(60));
  await room.commitRows(rides(60, 120, factor));
  return room;
}

describe('endings', () => {
  test('a first request becomes version 1', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 60, 2));
    const run = await runTraining(room, room.request(60));
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'promoted', version: 1, deployment: 'promoted', reasons: [] },
    });
    const contest = await room.contestOf(run.output!.contestId);
    expect(contest).toMatchObject({ status: 'decided', outcome: 'promoted', winner: 1 });
  });

  test('a rule that changes and changes back: promoted, promoted, restored', async () => {
    const room = await roomWithChampion(3);
    const summer = await runTraining(room, room.request(120));
    expect(summer.output).toMatchObject({ outcome: 'promoted', version: 2 });
    await room.commitRows(rides(120, 136, 2));
    const winter = await runTraining(room, room.request(136));
    expect(winter.output).toMatchObject({ outcome: 'restored', version: 1 });
    expect(winter.output?.reasons.length).toBeGreaterThan(0);
    // What it promises from now on is what it showed now; its number and training rows stay its own.
    const restored = await room.versionOf(1);
    const shown = (await room.evidenceOf(winter.output!.contestId)).evidence.contenders;
    expect(restored.promised.value).toBe(shown.find(({ contender }) => contender === 'v1')?.primary.value);
    expect(restored.status).toBe('champion');
    expect((await room.versions()).map(({ version }) => version)).toEqual([1, 2]);
  });

  test('nothing changed: the champion is kept', async () => {
    const room = await roomWithChampion(2);
    await room.deployRevision(
      rideModel({
        evaluation: {
          ...{ metric: 'rmse', holdoutDays: HOLDOUT_DAYS, block: 'day' },
          gate: { minimumHoldoutRows: 100, bootstrapDraws: 500, nonInferiorityPercent: 10 },
        },
      }),
    );
    const run = await runTraining(room, room.request(120));
    expect(run.output?.outcome).toBe('kept');
    expect(run.output?.reasons).toEqual([expect.stringMatching(/^superiority/)]);
    expect(await room.versions()).toHaveLength(1);
    expect(run.calls.get('Deploy')).toBeUndefined();
  });

  test('too few rows: not now, with the count, and no job was paid for', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 9, 2));
    const run = await runTraining(room, room.request(9));
    expect(run.output).toMatchObject({
      outcome: 'not-now',
      version: null,
      reasons: [expect.stringMatching(/^180 labelled rows .* 200 needed$/)],
    });
    expect(run.calls.get('TrainCandidate')).toBeUndefined();
    expect(await room.contestOf(run.output!.contestId)).toMatchObject({ outcome: 'not-now' });
  });

  test('other features: the champion scores the same rows in its own columns', async () => {
    const room = await roomWithChampion(3);
    await room.deployRevision(rideModel({ features: ['distance'] }));
    const run = await runTraining(room, room.request(120));
    expect(run.output).toMatchObject({ outcome: 'promoted', version: 2 });
    const { evidence, excluded, frozen } = await room.evidenceOf(run.output!.contestId);
    expect(evidence.contenders.map(({ contender }) => contender)).toContain('v1');
    expect(excluded).toEqual([]);
    expect(frozen.otherLayouts).toHaveLength(1);
  });

  test('a longer hold-out that the champion was trained on: nobody wins by its absence', async () => {
    const room = await trainingRoom();
    await room.commitRows(rides(0, 60, 2));
    await runTraining(room, room.request(60));
    await room.deployRevision(
      rideModel({
        evaluation: {
          ...{ metric: 'rmse', holdoutDays: 30, block: 'day' },
          gate: { minimumHoldoutRows: 100, bootstrapDraws: 500 },
        },
      }),
    );
    await room.commitRows(rides(60, 62, 2));
    const run = await runTraining(room, room.request(62));
    expect(run.output?.outcome).toBe('refused');
    expect(run.output?.reasons).toEqual([expect.stringMatching(/^comparison: v1 serves/)]);
    const { excluded } = await room.evidenceOf(run.output!.contestId);
    expect(excluded).toEqual([{ version: 1, reason: expect.stringMatching(/^trained to 2024-/) as string }]);
  });
});

describe('scoring', () => {
  test('a former champion that cannot score is left out, with the reason', async () => {
    const room = await roomWithChampion(3);
    await runTraining(room, room.request(120));
    await room.commitRows(rides(120, 136, 2));
    room.sageMaker.endings.transform.set('-v1-', { status: 'Failed', failureReason: 'image is gone' });
    const run = await runTraining(room, room.request(136));
    expect(run.output?.outcome).not.toBe('failed');
    const { excluded } = await room.evidenceOf(run.output!.contestId);
    expect(excluded).toEqual([
      { version: 1, reason: 'did not score the hold-out: job Failed: image is gone' },
    ]);
  });

  test('B-16 without the champion there is no contest', async () => {
    const room = await roomWithChampion(3);
    room.sageMaker.endings.transform.set('-v1-', { status: 'Failed', failureReason: 'image is gone' });
    const run = await runTraining(room, room.request(120));
    expect(run.output).toMatchObject({ outcome: 'failed', version: null });
    expect(run.output?.reasons).toEqual([
      'contender v1 did not score the hold-out: job Failed: image is gone',
    ]);
    expect(await room.versions()).toHaveLength(1);
  });
});

describe('history and payloads', () => {
  test('B-05 payloads stay far below the limit, with twelve contenders too', async () => {
    const room = await roomWithChampion(3);
    const run = await runTraining(room, room.request(120));
    // Two contenders here; the model allows a champion and ten former ones beside the candidate.
    expect((run.largestBytes / 2) * 12).toBeLessThan(64 * 1024);
  });

  test('B-06 polling for two days of training leaves room in the history', async () => {
    const jsonata = createRequire(import.meta.url)('jsonata') as (text: string) => {
      evaluate(input: unknown, bindings: object): Promise<number>;
    };
    const waits = allStates(machine).filter(({ name }) => name.startsWith('Adopt'));
    expect(waits).toHaveLength(2);
    for (const { state } of waits) {
      const { Seconds } = state as unknown as { readonly Seconds: string };
      const pause = jsonata(Seconds.slice(2, -2));
      let [seconds, polls] = [0, 0];
      while (seconds < 2 * 86_400) seconds += await pause.evaluate(undefined, { polls: polls++ });
      // Wait, Task and Choice leave nine events at most.
      expect(polls * 9).toBeLessThan(10_000);
    }
  });
});

test('the ledger of a model tells the story and verifies', async () => {
  const room = await roomWithChampion(3);
  await runTraining(room, room.request(120));
  const events = await room.registry.readLedger(MODEL);
  expect(events.map(({ type }) => type)).toEqual([
    'contest-opened',
    'model-version-registered',
    'champion-moved',
    'contest-opened',
    'model-version-registered',
    'champion-moved',
  ]);
});
