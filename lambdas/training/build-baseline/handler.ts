import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { type Baseline, baselineColumn, baselineKey } from '#core/monitoring/baseline';
import { fitRowScores } from '#core/monitoring/row-scores/fit-row-scores';
import { contestFolder, TRAIN_DAYS } from '#core/training/plan-training';
import { readScores } from '#core/training/read-scores';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { fitEstimate } from './fit-estimate.ts';
import { readColumns } from './read-columns.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * Counts the training rows of the winning candidate, column by column and day by day, before it is registered: a
 * version without a baseline could never be watched. A repeat is harmless: the same rows give the same bytes.
 */
export const buildBaseline: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore }
> = async ({ contest, frozen }, { environment, adapters }) => {
  const { store } = adapters;
  const staged = (path: string) => ({
    bucket: environment.STAGING_BUCKET,
    key: `${contestFolder(contest)}/${path}`,
  });
  const model = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const { features, serving } = model;
  const days = dayNumbers(await store.readText(staged(TRAIN_DAYS)), frozen.trainStart, frozen.trainRows);
  const columns = await readColumns(await store.read(staged('train/train.csv')), {
    columns: features.length,
    rows: frozen.trainRows,
  });
  const masked = features.flatMap((name, index) => (serving.mask.includes(name) ? [index] : []));
  const scoresKey = `models/${contest.model}/contests/${contest.contestId}/scores/${contest.candidateId}.csv`;
  const text = await store.readText({ bucket: environment.ARTIFACTS_BUCKET, key: scoresKey });
  const scores = readScores(text, frozen.holdoutRows, scoresKey);
  const prediction = baselineColumn('prediction', scores.predictions, []);
  const scoring = fitRowScores(columns, days, {
    masked,
    driftWindow: model.monitoring.driftWindow,
  });
  const { rowScores, ...estimate } = await fitEstimate(store, staged, {
    ...{ model, contestId: contest.contestId, scores, prediction },
  });
  const baseline: Baseline = {
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
  };
  const key = baselineKey(contest.model, contest.contestId);
  await store.write(
    { bucket: environment.ARTIFACTS_BUCKET, key },
    JSON.stringify(baseline),
    'application/json',
  );
  return { baselineKey: key, rows: frozen.trainRows };
};

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
