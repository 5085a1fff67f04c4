import { expect, test } from 'vitest';
import { parseBaseline } from '#core/monitoring/baseline';
import { BaselineMismatchError } from '#core/monitoring/errors';
import { fitRowScores } from '#core/monitoring/row-scores/fit-row-scores';
import { emptyScoreCounts, addScore, scoreMean } from '#core/monitoring/row-scores/score-counts';
import { rowScoreOf } from '#core/monitoring/row-scores/row-score';
import { addRows, emptySketch, mergeSketches } from '#core/monitoring/sketch';
import { parseSketch } from '#core/monitoring/stored-sketch';
import { seededRandom } from '#core/random';
import { relatedBaseline, relatedRow, relatedSketch } from '../support/related-rows.ts';
import { recordOf } from '../support/watched.ts';

const baseline = relatedBaseline();
const FACTS = { masked: [], driftWindow: { days: 7 } } as const;
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
/** As it was written before rows were scored. */
const without = (value: object, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

test('scores of merged sketches are those of all rows counted at once', () => {
  const parts = ['a', 'b', 'c'].map((seed) => relatedSketch(baseline, seed, 200));
  const { merged } = mergeSketches(baseline, parts);
  expect(mergeSketches(baseline, parts.toReversed()).merged).toMatchObject({
    scores: merged.scores,
    sample: merged.sample,
  });
  merged.scores?.forEach(({ counts }, at) => {
    expect(sum(counts)).toBe(600);
    expect(merged.scores?.[at]?.sum).toBe(sum(parts.map(({ scores }) => scores?.[at]?.sum ?? 0)));
  });
});

test('the order of rows and how they are split into records do not matter', () => {
  const random = seededRandom('rows');
  const inputs = Array.from({ length: 150 }, () => relatedRow(random, 0.8).join(','));
  const ids = inputs.map((_, row) => `row-${row}`);
  const counted = (order: readonly number[], size: number) => {
    const sketch = emptySketch(baseline, { bucket: 'capture', key: 'a' });
    for (let start = 0; start < order.length; start += size) {
      const rows = order.slice(start, start + size);
      const pick = (values: readonly string[]) => rows.map((row) => values[row] ?? '');
      const cells = pick(inputs).map((line) => ['2024-05-09T08:00:00Z', line] as const);
      addRows(sketch, baseline, { ...recordOf('e', cells), rowIds: pick(ids) }, [...rows.keys()]);
    }
    return { ...sketch, events: [] };
  };
  const order = [...inputs.keys()];
  const once = counted(order, 150);
  expect(counted(order.toReversed(), 150)).toEqual(once);
  expect(
    counted(
      order.toSorted((a, b) => (a % 7) - (b % 7)),
      11,
    ),
  ).toEqual(once);
  expect(once.sample?.rows).toHaveLength(128);
});

test('the training rows score as their baseline says', () => {
  for (const score of baseline.rowScores ?? []) {
    const counts = { counts: score.column.counts, sum: sum(score.daySums) };
    expect(scoreMean(counts, score.unit).mean).toBeCloseTo(score.meanBefore ?? Number.NaN, 12);
  }
  const same = baseline.rowScores?.map(emptyScoreCounts);
  expect(emptySketch(baseline, { bucket: '', key: '' }).scores).toEqual(same);
});

test('F-08 a row without a score is missing, and one far off counts with a bound', () => {
  const [scorer] = (baseline.rowScores ?? []).map((score) => score.scorer);
  if (scorer === undefined) throw new Error('no scorer');
  const score = rowScoreOf({ name: 'x', scorer, scores: [1, 2, 3, Number.NaN], days: [0, 0, 1, 1] });
  expect(score).toMatchObject({ unit: 2, meanBefore: 2, daySums: [1_500_000, 1_500_000] });
  const counts = emptyScoreCounts(score);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 2]) addScore(counts, score, value);
  expect(counts.counts.at(-1)).toBe(1);
  expect(scoreMean(counts, score.unit)).toEqual({ rows: 3, mean: (2000 + 2000 + 2) / 3 });
  expect(rowScoreOf({ name: 'x', scorer, scores: [Number.NaN], days: [] })).toMatchObject({
    ...{ unit: 1, meanBefore: null, deviationBefore: 0 },
  });
});

test('a window with sketches from before scores says how many rows have one', () => {
  const text = JSON.stringify(without(relatedSketch(baseline, 'old', 100), 'scores', 'sample'));
  const old = parseSketch(text, 'key');
  const { merged } = mergeSketches(baseline, [old, relatedSketch(baseline, 'new', 50)]);
  expect(merged.rows).toBe(150);
  expect(merged.scores?.map(({ counts }) => sum(counts))).toEqual([50, 50]);
  expect(merged.sample?.of).toBe(50);
  expect(JSON.stringify(old)).toBe(text);
});

test('F-07 a sketch with other scores than its baseline has is refused', () => {
  const sketch = relatedSketch(baseline, 'a', 10);
  const other = { ...sketch, scores: sketch.scores?.slice(0, 1) ?? [] };
  expect(() => mergeSketches(baseline, [other])).toThrow(BaselineMismatchError);
});

test('a baseline with scores and a sample is read as it was written, and one from before them too', () => {
  expect(parseBaseline(JSON.stringify(baseline), 'key')).toEqual(baseline);
  const old = parseBaseline(JSON.stringify(without(baseline, 'rowScores', 'sample')), 'key');
  expect(old).not.toHaveProperty('rowScores');
  expect(relatedSketch(old, 'a', 3)).not.toHaveProperty('scores');
});

test.each([
  ['too many features', 201, 100, 'too-many-features'],
  ['too few rows', 3, 99, 'too-few-rows'],
  ['constant features', 3, 100, 'too-few-columns'],
])('%s get no scores, and the reason is named', (_, features, rows, reason) => {
  const columns = Array.from({ length: features }, (_, at) =>
    Float64Array.from({ length: rows }, (_, row) => (at === 0 ? row : 1)),
  );
  expect(fitRowScores(columns, new Int32Array(rows), FACTS)).toEqual({
    rowScores: [],
    withoutRowScores: reason,
  });
});

test('masked features take no part in scores and stand in no sample', () => {
  const columns = [1, 2, 3].map((step) =>
    Float64Array.from({ length: 200 }, (_, row) => (row * step * 7) % 31),
  );
  const { rowScores, sample } = fitRowScores(columns, new Int32Array(200), { ...FACTS, masked: [1] });
  expect(rowScores.map(({ scorer }) => ('columns' in scorer ? scorer.columns : []))).toEqual([
    [0, 2],
    [0, 2],
  ]);
  expect(sample?.every((row) => row.split(',')[1] === '')).toBe(true);
});
