import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baselineColumn } from '#core/monitoring/baseline';
import { calibrationGain } from '#core/monitoring/estimate/calibration-gain';
import { confidenceModelSchema, estimateFromCounts } from '#core/monitoring/estimate/confidence-model';
import type { BinaryMetric } from '#core/monitoring/estimate/estimated';
import { fitConfidenceModel } from '#core/monitoring/estimate/fit-confidence-model';
import { calibrated, isotonicCurve } from '#core/monitoring/estimate/isotonic';
import { fitLossModel } from '#core/monitoring/estimate/loss-model/fit-loss-model';
import {
  estimateFromLosses,
  lossModelSchema,
  lossScorer,
} from '#core/monitoring/estimate/loss-model/loss-model';
import { multiclassCurves } from '#core/monitoring/estimate/multiclass';
import { binCount, binOf, type ReferenceBins } from '#core/monitoring/reference-bins';
import { metricOf } from '#core/monitoring/judge-quality';
import { fitLogLinear } from '#core/monitoring/estimate/loss-model/fit-log-linear';
import { logOf } from '#core/monitoring/estimate/loss-model/log-linear';
import { standardColumns } from '#core/monitoring/estimate/loss-model/standard-columns';
import { seededRandom } from '#core/random';

const row = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), label: fc.constantFrom(0, 1) });

test('a calibration curve never falls, stays in [0, 1], and keeps the share of positives', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
      const [scores, labels] = [rows.map(({ score }) => score), rows.map(({ label }) => label)];
      const curve = isotonicCurve(scores, labels);
      const asked = [-1, 0, 0.25, 0.5, 0.75, 1, 2].map((score) => calibrated(curve, score));
      asked.forEach((value, index) => {
        expect(value).toBeGreaterThanOrEqual(asked[index - 1] ?? 0);
        expect(value).toBeLessThanOrEqual(1);
      });
      const expected = scores.reduce((sum, score) => sum + calibrated(curve, score), 0);
      expect(expected).toBeCloseTo(
        labels.reduce<number>((sum, label) => sum + label, 0),
        9,
      );
      const reversed = isotonicCurve(scores.toReversed(), labels.toReversed());
      expect(reversed).toEqual(curve);
    }),
    { numRuns: 200 },
  );
});

test('calibration helps scores that are off, and not scores that are right', () => {
  const random = seededRandom('gain');
  const chances = Array.from({ length: 4000 }, () => random());
  const labels = chances.map((chance) => (random() < chance ? 1 : 0));
  expect(calibrationGain(chances, labels, 'a').helps).toBe(false);
  expect(
    calibrationGain(
      chances.map((chance) => chance ** 2),
      labels,
      'a',
    ).helps,
  ).toBe(true);
  // Margins are no probabilities: without a curve they say nothing.
  expect(
    calibrationGain(
      chances.map((chance) => 4 * chance - 2),
      labels,
      'a',
    ),
  ).toMatchObject({
    ...{ before: null, helps: true },
  });
  expect(calibrationGain([0.2, 0.4], [1, 1], 'a')).toMatchObject({ after: null, helps: false });
});

test('a class whose scores are right has no curve, one whose scores are off has', () => {
  const random = seededRandom('classes');
  const chances = Array.from({ length: 3000 }, () => random());
  const classes = chances.map((chance) => (random() < chance ? 1 : 0));
  const [off, right] = multiclassCurves(
    [chances.map((chance) => (1 - chance) / 3), chances],
    classes,
    'seed',
  );
  expect(off).toBeDefined();
  expect(right).toBe(undefined);
});

/** Scores that are too sure of themselves, with days that are all alike. */
function classified(seed: string, rows: number, from = 0) {
  const random = seededRandom(seed);
  const chances = Array.from({ length: rows }, () => from + (1 - from) * random());
  return {
    scores: chances.map((chance) => chance ** 2),
    labels: chances.map((chance) => (random() < chance ? 1 : 0)),
    blockOfRow: chances.map((_, index) => Math.floor((28 * index) / rows)),
  };
}

test.each(['auc', 'logLoss', 'brier'] as const)(
  '%s of a window with other inputs is estimated from its counts',
  (metric: BinaryMetric) => {
    const known = classified('known', 8000);
    const column = baselineColumn('prediction', known.scores, []);
    const model = fitConfidenceModel(known, { metric, bins: column.bins, seed: 's' });
    if (model === undefined) throw new Error('no model');
    expect(confidenceModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
    expect(JSON.stringify(model).length).toBeLessThan(8_000);
    expect(model.isCalibrated).toBe(true);
    const own = estimateFromCounts(model, column.counts);
    expect(own?.value).toBeCloseTo(metricOf(metric, known.scores, known.labels), 7);
    // Only rows that the model finds likely: harder to tell apart, and off in another way.
    const window = classified('window', 8000, 0.6);
    const counts = countsOf(window.scores, column.bins);
    const estimated = estimateFromCounts(model, counts);
    const realised = metricOf(metric, window.scores, window.labels);
    expect(Math.abs(realised - (own?.value ?? 0))).toBeGreaterThan(0.02);
    expect(Math.abs((estimated?.value ?? 0) - realised)).toBeLessThan(0.01);
    expect(estimated?.low).toBeLessThan(realised);
    expect(estimated?.high).toBeGreaterThan(realised);
  },
);

function countsOf(scores: readonly number[], bins: ReferenceBins): readonly number[] {
  const counts = new Array<number>(binCount(bins)).fill(0);
  for (const score of scores) counts[binOf(score, bins)] = (counts[binOf(score, bins)] ?? 0) + 1;
  return counts;
}

test('there is no estimate where there is nothing to go by', () => {
  const facts = { metric: 'logLoss', bins: baselineColumn('p', [0.1, 0.9], []).bins, seed: 's' } as const;
  expect(fitConfidenceModel({ scores: [0.1, 0.9], labels: [1, 1], blockOfRow: [0, 0] }, facts)).toBe(
    undefined,
  );
  expect(fitConfidenceModel({ scores: [], labels: [], blockOfRow: [] }, facts)).toBe(undefined);
  expect(fitConfidenceModel({ scores: [-2, 3], labels: [0, 1], blockOfRow: [0, 0] }, facts)).toBe(undefined);
  const model = fitConfidenceModel({ scores: [0.1, 0.9], labels: [0, 1], blockOfRow: [0, 0] }, facts);
  if (model === undefined) throw new Error('no model');
  expect(estimateFromCounts(model, [0, 0, 0, 0, 7])).toBe(undefined);
});

/** Errors grow with the first feature; the second says nothing, and a tenth of it is missing. */
function predicted(seed: string, rows: number, shift = 0) {
  const random = seededRandom(seed);
  const features = [
    Float64Array.from({ length: rows }, () => shift + random()),
    Float64Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : random())),
  ];
  const predictions = Float64Array.from({ length: rows }, () => 10 * random());
  const labels = predictions.map(
    (value, index) => value + (4 * random() - 2) * (0.5 + 2 * (features[0]?.[index] ?? 0)),
  );
  const blockOfRow = Int32Array.from({ length: rows }, (_, index) => Math.floor((20 * index) / rows));
  return { features, predictions, labels, blockOfRow };
}

test.each(['rmse', 'mae'] as const)('%s follows inputs that make rows harder', (metric) => {
  const known = predicted('known', 6000);
  const model = fitLossModel(known, { metric, seed: 's' });
  if (model === undefined) throw new Error('no model');
  expect(lossModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  expect(JSON.stringify(model).length).toBeLessThan(64_000);
  expect(fitLossModel(known, { metric, seed: 's' })).toEqual(model);
  const score = lossScorer(model);
  const window = predicted('window', 4000, 0.4);
  let sum = 0;
  window.predictions.forEach((prediction, index) => {
    sum += score(
      window.features.map((column) => column[index] ?? Number.NaN),
      prediction,
    );
  });
  const estimated = estimateFromLosses(model, { rows: 4000, sum });
  const realised = metricOf(metric, [...window.predictions], [...window.labels]);
  const promised = metricOf(metric, [...known.predictions], [...known.labels]);
  expect(Math.abs((estimated?.value ?? 0) - realised)).toBeLessThan(0.5 * Math.abs(realised - promised));
  expect(score([0.5, 0.5], Number.NaN)).toBeNaN();
  expect(estimateFromLosses(model, { rows: 0, sum: 0 })).toBe(undefined);
});

test('a linear part finds what losses grow with, keeps to known values, and leaves constants alone', () => {
  const random = seededRandom('linear');
  const rows = Int32Array.from({ length: 5000 }, (_, row) => row);
  const first = Float64Array.from(rows, () => 4 * random() - 2);
  const second = Float64Array.from(rows, () => (random() < 0.2 ? Number.NaN : random()));
  const raw = first.map((value) => Math.exp(0.5 * value) * 2 * random());
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  const targets = raw.map((value) => value / mean);
  const columns = standardColumns([first, second, new Float64Array(rows.length)]);
  const model = fitLogLinear(columns, targets, rows);
  if (model === undefined) throw new Error('no model');
  expect(model.columns).toEqual([0, 1]);
  expect(model.slopes[0]).toBeCloseTo(0.5, 1);
  expect(model.slopes[1]).toBeCloseTo(0, 1);
  const logAt = (value: number) => logOf(model, (column) => [value, Number.NaN][column]);
  expect(logAt(100)).toBe(logAt(50));
  // A quarter of the range beyond the values that are known.
  expect(logAt(100) - logAt(2)).toBeCloseTo(0.5, 1);
  expect(logAt(Number.NaN)).toBe(model.missing?.[1]);
});

test('losses that follow nothing are estimated by their mean', () => {
  const known = predicted('noise', 3000);
  const random = seededRandom('other');
  const labels = known.predictions.map((value) => value + random() - 0.5);
  const model = fitLossModel({ ...known, labels }, { metric: 'rmse', seed: 's' });
  expect(model?.explained).toBeLessThan(0.01);
  expect(Math.sqrt(model?.base ?? 0)).toBeCloseTo(Math.sqrt(1 / 12), 2);
  expect(fitLossModel(predicted('few', 40), { metric: 'rmse', seed: 's' })).toBe(undefined);
});
