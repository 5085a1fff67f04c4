import { expect, test } from 'vitest';
import type { CompiledModel } from '#core/config/compiled-model';
import { type Baseline, parseBaseline } from '#core/monitoring/baseline';
import { inputSchema, outputSchema } from '#lambdas/training/freeze-holdout/contract';
import { freezeHoldout } from '#lambdas/training/freeze-holdout/handler';
import { buildBaseline } from '#lambdas/training/build-baseline/handler';
import { outputSchema as pinnedSchema } from '#lambdas/training/pin-revision/contract';
import { pinRevision } from '#lambdas/training/pin-revision/handler';
import { HOLDOUT_DAYS, rideModel, rides } from './support/rides.ts';
import { trainingRoom } from './support/training-room.ts';

const TRAIN_DAYS = 30;

/** The baseline of a candidate that has answered the hold-out. @param answer from the label, and the row's number */
async function baselineOf(
  model: CompiledModel,
  answer: (row: number) => readonly [label: number, score: number],
) {
  const room = await trainingRoom();
  await room.deployRevision(model);
  await room.commitRows(rides(0, TRAIN_DAYS + HOLDOUT_DAYS, 2));
  const contest = pinnedSchema.parse(
    await pinRevision(room.request(TRAIN_DAYS + HOLDOUT_DAYS), room.context),
  );
  const { frozen } = outputSchema.parse(await freezeHoldout(inputSchema.parse(contest), room.context));
  const lines = Array.from(
    { length: frozen.holdoutRows },
    (_, row) => `${row + 1},${answer(row).join(',')}\n`,
  );
  const key = `models/ride-time/contests/${contest.contestId}/scores/${contest.candidateId}.csv`;
  await room.put('artifacts', key, lines.join(''));
  const { baselineKey } = await buildBaseline({ contest, frozen }, room.context);
  return { baseline: parseBaseline(await room.readText(baselineKey), baselineKey), frozen };
}

const lossOf = ({ rowScores = [] }: Baseline) =>
  rowScores.find(({ scorer }) => scorer.kind === 'expected-loss');

test('a regression keeps what losses to expect, by trees on its hold-out', async () => {
  const { baseline, frozen } = await baselineOf(rideModel(), (row) => [10, 10 + (row % 4)]);
  const loss = lossOf(baseline);
  const { metric } = rideModel().evaluation;
  expect(loss?.scorer).toMatchObject({ metric, rows: frozen.holdoutRows });
  const mean = metric === 'rmse' ? (0 + 1 + 4 + 9) / 4 : (0 + 1 + 2 + 3) / 4;
  expect(loss?.meanBefore).toBeCloseTo(mean, 0);
  expect(baseline.confidence).toBe(undefined);
});

test('trees ask for no column that captures do not hold', async () => {
  const model = rideModel();
  const masked = { ...model, serving: { ...model.serving, mask: [...model.features] } };
  const { baseline } = await baselineOf(masked, (row) => [10, 10 + (row % 4)]);
  const scorer = lossOf(baseline)?.scorer;
  const asked = scorer?.kind === 'expected-loss' ? scorer.columns.filter((column) => column >= 0) : [];
  // The prediction alone is known.
  expect(new Set(asked)).toEqual(new Set(asked.length === 0 ? [] : [model.features.length]));
});

test('a binary model keeps the share of positives by bin of its prediction', async () => {
  const model = rideModel();
  const binary: CompiledModel = {
    ...model,
    problem: 'binary',
    evaluation: { ...model.evaluation, metric: 'auc' },
  };
  const { baseline, frozen } = await baselineOf(binary, (row) => [
    row % 3 === 0 ? 1 : 0,
    row % 3 === 0 ? 0.7 : 0.2,
  ]);
  expect(baseline.confidence).toMatchObject({ metric: 'auc', rows: frozen.holdoutRows });
  expect(baseline.confidence?.probabilities.at(-1)).toBeGreaterThan(0.6);
  expect(lossOf(baseline)).toBe(undefined);
});

test('a hold-out of one class teaches nothing, and the version is watched all the same', async () => {
  const model = rideModel();
  const binary: CompiledModel = {
    ...model,
    problem: 'binary',
    evaluation: { ...model.evaluation, metric: 'logLoss' },
  };
  const { baseline } = await baselineOf(binary, () => [1, 0.7]);
  expect(baseline.confidence).toBe(undefined);
  expect(baseline.features).toHaveLength(model.features.length);
});
