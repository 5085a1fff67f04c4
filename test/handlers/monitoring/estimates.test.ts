import { expect, test } from 'vitest';
import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { fitConfidenceModel } from '#core/monitoring/estimate/fit-confidence-model';
import { fitLossModel } from '#core/monitoring/estimate/loss-model/fit-loss-model';
import { qualityItemSchema } from '#core/monitoring/monitoring-records';
import { rowScoreOf } from '#core/monitoring/row-scores/row-score';
import { seededRandom } from '#core/random';
import { drawRow, watchedBaseline } from '#test/unit/monitoring/support/watched';
import { MODEL, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

const ROWS = 1000;
const MAY = { start: '2024-05-01T00:00:00.000Z', end: '2024-06-01T00:00:00.000Z' } as const;

/** Rows as in training, with their answers; errors grow with the distance, from 0 to 4. */
function known() {
  const random = seededRandom('hold-out');
  const rows = Array.from({ length: ROWS }, () => drawRow(random));
  return {
    features: [rows.map(([distance]) => distance), rows.map(([, stops]) => stops)],
    predictions: rows.map(([distance]) => 2 * distance),
    labels: rows.map(([distance]) => 2 * distance + 0.4 * distance),
    blockOfRow: rows.map((_, row) => Math.floor(row / 40)),
  };
}

/** @returns the baseline of a version that knows what losses to expect */
function regressionBaseline(): Baseline {
  const scorer = fitLossModel(known(), { metric: 'mae', seed: 's' });
  if (scorer === undefined) throw new Error('no model');
  const scores = known().labels.map((label, row) => label - (known().predictions[row] ?? 0));
  const loss = rowScoreOf({ name: 'expected-loss', scorer, scores, days: [] });
  return { ...watchedBaseline('ct-2'), rowScores: [loss] };
}

const REGRESSION = regressionBaseline();

async function room() {
  const made = await monitoringRoom();
  await made.register(2, REGRESSION);
  await made.enthrone(2);
  return made;
}
type Room = Awaited<ReturnType<typeof room>>;
const APRIL_REPORT = 'windows/ride-time/2024-04-01-v2-r1.json';
const qualities = async ({ registry }: Room) =>
  (await registry.list({ kind: 'model', name: MODEL }, 'QUALITY#')).map((item) =>
    qualityItemSchema.parse(item.data),
  );

test('a window has an estimate before there is a label, and it follows the rows that came', async () => {
  const [usual, far] = [await room(), await room()];
  await usual.captured('a', usual.events('e', 600), { version: 2 });
  await far.captured('a', far.events('e', 600), {
    version: 2,
    change: ([distance, stops]) => [5 + distance / 2, stops],
  });
  await usual.judge();
  await far.judge();
  const [before, now] = [await usual.report(APRIL_REPORT), await far.report(APRIL_REPORT)];
  expect(before.estimate).toMatchObject({ method: 'direct-error', metric: 'mae', promised: 1, rows: 600 });
  // Mean distance 5, then 7.5.
  expect(before.estimate?.value).toBeCloseTo(2, 0);
  expect(now.estimate?.value).toBeCloseTo(3, 0);
  expect(before.estimate?.low).toBeLessThan(before.estimate?.value ?? 0);
  expect(before.estimate?.byDay).toHaveLength(30);
  expect(before.estimate?.byDay[0]).toMatchObject({ day: '2024-04-01', rows: 20 });
  expect(before.estimate).toMatchObject({ trackRecord: [], meanAbsoluteError: null });
  expect(await usual.windows()).toMatchObject([
    { estimated: { metric: 'mae', value: before.estimate?.value } },
  ]);
});

test('an estimate is held against what came true once its labels are mature, and only once', async () => {
  const made = await room();
  await made.captured('a', made.events('e', 600), { version: 2 });
  await made.judge();
  const { estimate } = await made.report(APRIL_REPORT);
  for (let day = 1; day <= 30; day += 1)
    await made.joined(`2024-04-${String(day).padStart(2, '0')}`, 2.5, 15, 2);
  // One day of maturity: on the first of May the last day of April is too young.
  await made.judgeDay('2024-05-01');
  expect((await qualities(made)).flatMap(({ reconciled = [] }) => reconciled)).toEqual([]);
  await made.judgeDay('2024-05-15', '2024-05-15T06:00:00.000Z');
  await made.judgeDay('2024-05-20', '2024-05-20T06:00:00.000Z');
  expect((await qualities(made)).flatMap(({ reconciled = [] }) => reconciled)).toEqual([
    {
      ...{ windowStart: '2024-04-01T00:00:00.000Z', windowEnd: MAY.start, version: 2, metric: 'mae' },
      ...{ estimated: estimate?.value, realised: 2.5, rows: 450 },
    },
  ]);
  await made.captured('b', made.events('f', 600), { version: 2, day: () => '2024-05-10T12:00:00Z' });
  await made.judge('2024-06-01T06:00:00.000Z', MAY);
  const next = await made.report('windows/ride-time/2024-05-01-v2-r1.json');
  expect(next.estimate?.trackRecord).toMatchObject([
    { estimated: estimate?.value, realised: 2.5, rows: 450 },
  ]);
  expect(next.estimate?.meanAbsoluteError).toBeCloseTo(Math.abs(2.5 - (estimate?.value ?? 0)), 9);
});

test('an estimate waits as long as most of its rows have no label', async () => {
  const made = await room();
  await made.captured('a', made.events('e', 600), { version: 2 });
  await made.judge();
  await made.joined('2024-04-10', 1, 200, 2);
  await made.judgeDay('2024-05-15', '2024-05-15T06:00:00.000Z');
  expect((await qualities(made)).flatMap(({ reconciled = [] }) => reconciled)).toEqual([]);
});

test('a binary model is estimated from the counts of its predictions', async () => {
  const random = seededRandom('labels');
  const { predictions } = known();
  const labels = predictions.map((score) => (random() < score / 20 ? 1 : 0));
  const prediction = baselineColumn('prediction', predictions, []);
  const confidence = fitConfidenceModel(
    { scores: predictions, labels, blockOfRow: known().blockOfRow },
    { metric: 'auc', bins: prediction.bins, seed: 's' },
  );
  if (confidence === undefined) throw new Error('no model');
  const made = await monitoringRoom(watchedModel({ problem: 'binary', evaluation: { metric: 'auc' } }));
  await made.register(2, { ...watchedBaseline('ct-2'), prediction, confidence });
  await made.enthrone(2);
  await made.captured('a', made.events('e', 600), { version: 2 });
  await made.judge();
  const { estimate } = await made.report(APRIL_REPORT);
  expect(estimate).toMatchObject({ method: 'confidence-based', metric: 'auc', rows: 600 });
  expect(estimate?.value).toBeGreaterThan(0.8);
  expect(estimate?.value).toBeLessThan(0.87);
});

test('versions without anything to go by have no estimate', async () => {
  const made = await monitoringRoom();
  await made.captured('a', made.events('e', 600));
  await made.judge();
  expect((await made.report('windows/ride-time/2024-04-01-v1-r1.json')).estimate).toBe(undefined);
  expect((await made.windows())[0]?.estimated).toBe(undefined);
});
