import { expect, test } from 'vitest';
import { confidenceModelSchema, estimateFromCounts } from '#core/monitoring/estimate/confidence-model';
import { halfWidthOf, spansOf, spreadOf } from '#core/monitoring/estimate/left-out-spans';
import { fitLogLinear } from '#core/monitoring/estimate/loss-model/fit-log-linear';
import { logOf } from '#core/monitoring/estimate/loss-model/log-linear';
import {
  estimateFromLosses,
  lossModelSchema,
  lossScorer,
} from '#core/monitoring/estimate/loss-model/loss-model';
import { columnsWhereMissing, standardColumns } from '#core/monitoring/estimate/loss-model/standard-columns';
import { tellingColumns } from '#core/monitoring/estimate/loss-model/telling-columns';
import { fittedWeight } from '#core/monitoring/estimate/loss-model/trusted-weight';
import { seededRandom } from '#core/random';

const ROWS = 8_000;
const BLOCKS = 28;
const blocks = Int32Array.from({ length: ROWS }, (_, row) => Math.floor((BLOCKS * row) / ROWS));
const folds = Uint8Array.from(blocks, (block) => (2 * block < BLOCKS ? 0 : 1));
const rows = Int32Array.from(blocks.keys());

/** Rows with a mean of their span, about which they scatter. */
function spread(seed: string, means: readonly number[]) {
  const random = seededRandom(seed);
  const spanOfRow = spansOf(blocks) ?? new Uint8Array();
  const sums = new Float64Array(4);
  const counts = new Float64Array(4);
  const values = Float64Array.from(spanOfRow, (span) => (means[span] ?? 0) + random() - 0.5);
  values.forEach((value, row) => {
    const span = spanOfRow[row] ?? 0;
    sums[span] = (sums[span] ?? 0) + value;
    counts[span] = (counts[span] ?? 0) + 1;
  });
  const offs = sums.map((sum, span) => sum / (counts[span] ?? 1));
  const deviations = values.map((value, row) => value - (offs[spanOfRow[row] ?? 0] ?? 0));
  const own = spreadOf({ offs, deviations, blockOfRow: blocks, spanOfRow });
  if (own === undefined) throw new Error('no spread');
  return own;
}

test('what spans are off is told apart from what their rows scatter', () => {
  const seeds = Array.from({ length: 20 }, (_, index) => `spread ${index}`);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const quiet = seeds.map((seed) => spread(seed, [0, 0, 0, 0]));
  // Rows are even over a unit: a variance of a twelfth, in blocks as without.
  expect(mean(quiet.map(({ sampling }) => sampling))).toBeCloseTo(1 / 12, 2);
  expect(mean(quiet.map(({ between }) => between))).toBeLessThan(2e-5);
  const moved = seeds.map((seed) => spread(seed, [0.2, -0.2, 0.2, -0.2]));
  expect(mean(moved.map(({ sampling }) => sampling))).toBeCloseTo(1 / 12, 2);
  expect(mean(moved.map(({ between }) => between))).toBeCloseTo(0.04, 2);
  expect(moved[0]).toMatchObject({ blocks: BLOCKS, spans: 4 });
});

test('many rows narrow an interval, but not below what spans are off', () => {
  const own = { blocks: 28, spans: 4, sampling: 1, between: 0.01 };
  const widthOf = (count: number) => halfWidthOf(own, { known: count, rows: count });
  expect(widthOf(100)).toBeGreaterThan(widthOf(1_000));
  // Four spans: Student's t of four degrees of freedom, 2.776.
  expect(widthOf(1e9)).toBeCloseTo(0.2776, 3);
  expect(halfWidthOf({ ...own, sampling: 0, between: 0 }, { known: 9, rows: 9 })).toBe(0);
  expect(spansOf([0, 1, 2])).toBe(undefined);
  // Spans without a metric, such as an area of one class, are left out.
  const facts = { deviations: new Float64Array(8), blockOfRow: [0, 1, 2, 3, 4, 5, 6, 7] };
  const spanOfRow = spansOf(facts.blockOfRow) ?? new Uint8Array();
  expect(spreadOf({ ...facts, spanOfRow, offs: [Number.NaN, 1, Number.NaN, 1] })).toEqual({
    ...{ blocks: 4, spans: 2, sampling: 0, between: 1 },
  });
  expect(spreadOf({ ...facts, spanOfRow, offs: new Array<number>(4).fill(Number.NaN) })).toBe(undefined);
});

test('logarithms weigh what they are worth, whatever the levels of the halves', () => {
  const random = seededRandom('weight');
  const logs = Float64Array.from(rows, () => 2 * random() - 1);
  const targets = logs.map((log, row) => (folds[row] === 0 ? 1 : 3) * Math.exp(0.5 * log) * 2 * random());
  const { weight, error } = fittedWeight({ targets, logs, folds, blocks });
  expect(Math.abs(weight - 0.5)).toBeLessThan(4 * error);
  expect(error).toBeLessThan(0.05);
  const noise = Float64Array.from(rows, () => 2 * random() - 1);
  const none = fittedWeight({ targets, logs: noise, folds, blocks });
  expect(none.weight).toBeLessThan(4 * none.error + 1e-9);
  expect(fittedWeight({ targets, logs: new Float64Array(ROWS), folds, blocks })).toEqual({
    weight: 0,
    error: 0,
  });
});

test('a column tells when losses go with it on every day, and not on one', () => {
  const random = seededRandom('telling');
  const always = Float64Array.from(rows, () => random());
  const once = Float64Array.from(rows, () => random());
  const missing = Float64Array.from(rows, () => (random() < 0.2 ? Number.NaN : 1));
  const targets = Float64Array.from(
    rows,
    (row) =>
      random() +
      (always[row] ?? 0) +
      (blocks[row] === 3 ? 9 * (once[row] ?? 0) - 4.5 : 0) +
      (Number.isNaN(missing[row] ?? 0) ? 1 : 0),
  );
  const standard = standardColumns([always, once, missing]);
  const told = tellingColumns(standard, targets, { rows, blocks });
  expect(told.map(({ at, isMissing }) => [at, isMissing])).toEqual([
    [0, false],
    [2, true],
  ]);
});

test('what losses do where another value is missing is learned apart', () => {
  const random = seededRandom('besides');
  const first = Float64Array.from(rows, () => 2 * random() - 1);
  const second = Float64Array.from(rows, () => (random() < 0.3 ? Number.NaN : random()));
  const targets = first.map(
    (value, row) => Math.exp((Number.isNaN(second[row] ?? 0) ? 0 : 1) * value) * 2 * random(),
  );
  const standard = standardColumns([first, second]);
  const linear = fitLogLinear([...standard, ...columnsWhereMissing(standard)], targets, rows);
  if (linear === undefined) throw new Error('no model');
  const rise = (other: number) =>
    logOf(linear, (column) => [1, other][column]) - logOf(linear, (column) => [0, other][column]);
  expect(rise(0.5)).toBeCloseTo(1, 0);
  expect(Math.abs(rise(Number.NaN))).toBeLessThan(0.2);
});

test('what older baselines hold is read and estimated as it was', () => {
  const loss = lossModelSchema.parse({
    ...{ kind: 'expected-loss', metric: 'rmse', rows: 400, explained: 0.2, variance: 4, base: 2 },
    linear: { columns: [0], centres: [1], lows: [0], highs: [3], slopes: [0.5] },
    ...{ columns: [], thresholds: [], missingLeft: [], leaves: [] },
  });
  const score = lossScorer(loss);
  expect([score([3], 0), score([9], 0), score([Number.NaN], 0)]).toEqual([2 * Math.E, 2 * Math.E, 2]);
  const margin = 1.959963984540054 * Math.sqrt(4 / 400 + 4 / 100);
  expect(estimateFromLosses(loss, { rows: 100, sum: 900 })).toEqual({
    ...{ value: 3, low: Math.sqrt(9 - margin), high: Math.sqrt(9 + margin), rows: 100 },
  });
  const confidence = confidenceModelSchema.parse({
    ...{ method: 'confidence-based', metric: 'brier', rows: 400, isCalibrated: false },
    ...{ brierBefore: 0.2, brierAfter: null, probabilities: [0.2, 0.4], losses: [0.16, 0.24], variance: 1 },
  });
  const width = 1.959963984540054 * Math.sqrt(1 / 400 + 1 / 100);
  expect(estimateFromCounts(confidence, [50, 50, 7])).toEqual({
    ...{ value: 0.2, low: 0, high: 0.2 + width, rows: 100 },
  });
});
