import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { type Baseline, baselineColumn, baselineKey, parseBaseline } from '#core/monitoring/baseline';
import { fitRowScores } from '#core/monitoring/row-scores/fit-row-scores';
import { contestFolder, holdoutFolder, TRAIN_DAYS } from '#core/training/plan-training';
import { readScores } from '#core/training/read-scores';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { fitEstimate, type FittedEstimate } from './fit-estimate.ts';
import { readColumns } from './read-columns.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * Counts the training rows of the winning candidate, column by column and day by day, before it is registered: a
 * version without a baseline could never be watched. A recalibrated champion takes over the champion's counts. A repeat
 * is harmless: the same rows give the same bytes.
 */
export const buildBaseline: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async ({ contest, frozen, winner = contest.candidateId }, { environment, adapters }) => {
  const { store } = adapters;
  const staged = (path: string) => ({
    bucket: environment.STAGING_BUCKET,
    key: `${contestFolder(contest)}/${path}`,
  });
  const kept = (key: string) => ({ bucket: environment.ARTIFACTS_BUCKET, key });
  const model = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const scoresKey = `models/${contest.model}/contests/${contest.contestId}/scores/${winner}.csv`;
  const scores = readScores(await store.readText(kept(scoresKey)), frozen.holdoutRows, scoresKey);
  const prediction = baselineColumn('prediction', scores.predictions, []);
  const key = baselineKey(contest.model, contest.contestId);
  const write = (baseline: Baseline) => store.write(kept(key), JSON.stringify(baseline), 'application/json');
  const { recalibration } = contest;
  if (winner !== contest.candidateId && recalibration !== undefined) {
    const from = baselineKey(contest.model, recalibration.contestId);
    const champion = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, recalibration.configKey);
    const { evaluation } = model;
    const isOwn = recalibration.featuresHash === frozen.featuresHash;
    const holdout = holdoutFolder(isOwn ? undefined : recalibration.featuresHash);
    const estimate = await fitEstimate(store, staged, {
      ...{ model: { ...champion, evaluation }, contestId: contest.contestId, scores, prediction, holdout },
    });
    const before = parseBaseline(await store.readText(kept(from)), from);
    await write(recalibratedBaseline(before, { contestId: contest.contestId, prediction, estimate }));
    return { baselineKey: key, rows: before.rows };
  }
  const { features, serving } = model;
  const days = dayNumbers(await store.readText(staged(TRAIN_DAYS)), frozen.trainStart, frozen.trainRows);
  const columns = await readColumns(await store.read(staged('train/train.csv')), {
    columns: features.length,
    rows: frozen.trainRows,
  });
  const masked = features.flatMap((name, index) => (serving.mask.includes(name) ? [index] : []));
  const scoring = fitRowScores(columns, days, {
    masked,
    driftWindow: model.monitoring.driftWindow,
  });
  const { rowScores, ...estimate } = await fitEstimate(store, staged, {
    ...{ model, contestId: contest.contestId, scores, prediction, holdout: holdoutFolder(undefined) },
  });
  await write({
    format: 1,
    model: contest.model,
    contestId: contest.contestId,
    trainStart: frozen.trainStart,
    trainEnd: frozen.trainEnd,
    rows: frozen.trainRows,
    features: features.map((name, index) => baselineColumn(name, columns[index] ?? [], days)),
    prediction,
    ...scoring,
    ...estimate,
    rowScores: [...scoring.rowScores, ...rowScores],
  });
  return { baselineKey: key, rows: frozen.trainRows };
};

/**
 * A curve on top of a model changes what it answers and nothing of what it was trained on: counts of training rows stay
 * those of the champion, the prediction and what is estimated from it are new.
 */
function recalibratedBaseline(
  champion: Baseline,
  facts: {
    readonly contestId: string;
    readonly prediction: Baseline['prediction'];
    readonly estimate: FittedEstimate;
  },
): Baseline {
  const { rowScores = [], ...trained } = champion;
  const { rowScores: estimated, ...estimate } = facts.estimate;
  const ofFeatures = rowScores.filter(({ scorer }) => scorer.kind !== 'expected-loss');
  // What is estimated now, or nothing: the champion's own estimate is about other answers.
  delete trained.confidence;
  return {
    ...trained,
    ...{ contestId: facts.contestId, prediction: facts.prediction },
    ...estimate,
    rowScores: [...ofFeatures, ...estimated],
  };
}

/** The day of each row, counted from the first day of training. */
function dayNumbers(text: string, trainStart: string, rows: number): Int32Array {
  const first = Math.floor(Date.parse(trainStart) / DAY_MILLISECONDS);
  const numbers = new Int32Array(rows);
  const known = new Map<string, number>();
  let row = 0;
  for (let start = 0; start < text.length && row < rows; start += LINE) {
    const day = text.slice(start, start + LINE - 1);
    let number = known.get(day);
    if (number === undefined) {
      number = Math.floor(Date.parse(day) / DAY_MILLISECONDS) - first;
      known.set(day, number);
    }
    numbers[row] = number;
    row += 1;
  }
  return numbers;
}

/** `2013-01-01` and a line feed. */
const LINE = 11;

export const handler = defineHandler({
  name: 'training/build-baseline',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore }),
  step: buildBaseline,
});
