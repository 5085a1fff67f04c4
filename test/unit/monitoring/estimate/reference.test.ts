import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { estimatedAuc } from '#core/monitoring/estimate/estimated-auc';
import { confusionMetrics, expectedConfusion } from '#core/monitoring/estimate/expected-confusion';
import { expectedLoss, type ScoreLoss } from '#core/monitoring/estimate/expected-loss';
import { calibrated, isotonicCurve } from '#core/monitoring/estimate/isotonic';
import { binColumns } from '#core/monitoring/estimate/loss-model/bin-columns';
import { growTree, leafOf } from '#core/monitoring/estimate/loss-model/grow-tree';
import { calibratedClasses, multiclassAccuracy, multiclassAuc } from '#core/monitoring/estimate/multiclass';
import { calibrationGain } from '#core/monitoring/estimate/calibration-gain';
import { rowMass } from '#core/monitoring/estimate/score-mass';

const figures = z.array(z.number());
/** Whole numbers for rounded values. */
const scaled = (scale: number) =>
  z.array(z.int()).transform((values) => values.map((value) => value / scale));
/** null for what is not defined. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

/** What make-vectors.py wrote with NannyML and scikit-learn. */
const vectors = z
  .strictObject({
    isotonic: z.array(
      z.strictObject({ scores: figures, labels: figures, asked: figures, probabilities: figures }),
    ),
    masses: z.array(
      z.strictObject({
        ...{ scores: figures, probabilities: figures, weights: figures, threshold: z.number() },
        ...{ auc: z.number(), nannymlAuc: z.number(), accuracy: z.number(), precision: z.number() },
        ...{ recall: z.number(), specificity: z.number(), f1: z.number() },
        ...{ logLoss: z.number(), brier: z.number() },
      }),
    ),
    binary: z.array(
      z.strictObject({
        ...{ scores: scaled(10_000), labels: figures, window: scaled(10_000), helps: z.boolean() },
        ...{ roc_auc: figure, f1: figure, precision: figure, recall: figure, specificity: figure },
        accuracy: figure,
      }),
    ),
    multiclass: z.array(
      z.strictObject({
        ...{
          scores: z.array(scaled(1_000)),
          classes: figures,
          window: z.array(scaled(1_000)),
          calls: figures,
        },
        ...{ helps: z.array(z.boolean()), auc: z.number(), accuracy: z.number() },
      }),
    ),
    trees: z.array(
      z.strictObject({
        columns: z.array(z.array(z.number().nullable())),
        ...{ residuals: scaled(10_000), minimumRows: z.int(), leaves: figures, leafOfRow: figures },
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../reference/estimate/vectors.json'), 'utf8')),
  );

const EXACT = 1e-9;
/** NannyML rounds its cumulative sums to five digits. */
const ROUNDED = 2e-4;
const near = (actual: number, expected: number, bound = EXACT) =>
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
    bound * Math.max(1e-300, Math.abs(expected)) + 1e-15,
  );
/** NannyML gives 0 where Gyre says that there is no such ratio. */
const orZero = (value: number) => (Number.isNaN(value) ? 0 : value);

test('isotonic curves are those of scikit-learn, between rows and beyond them', () => {
  expect(vectors.isotonic.length).toBeGreaterThanOrEqual(50);
  for (const { scores, labels, asked, probabilities } of vectors.isotonic) {
    const curve = isotonicCurve(scores, labels);
    asked.forEach((score, index) => near(calibrated(curve, score), probabilities[index] ?? -1));
  }
});

describe.each(vectors.masses.map((mass, index) => ({ ...mass, index })))('mass $index', (vector) => {
  it('has the metrics of scikit-learn and NannyML', () => {
    near(estimatedAuc(vector), vector.auc);
    expect(Math.abs(estimatedAuc(vector) - vector.nannymlAuc)).toBeLessThan(ROUNDED);
    const metrics = confusionMetrics(expectedConfusion(vector, vector.threshold));
    for (const name of ['accuracy', 'precision', 'recall', 'specificity', 'f1'] as const)
      near(orZero(metrics[name]), vector[name]);
    for (const name of ['logLoss', 'brier'] as const) near(meanLoss(name, vector), vector[name]);
  });
});

function meanLoss(name: ScoreLoss, { scores, probabilities, weights }: (typeof vectors.masses)[number]) {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return scores.reduce(
    (sum, score, row) =>
      sum + ((weights[row] ?? 0) / all) * expectedLoss(name, score, probabilities[row] ?? 0),
    0,
  );
}

test('estimates of a window are those of NannyML, calibration and all', () => {
  expect(vectors.binary.length).toBeGreaterThanOrEqual(50);
  for (const vector of vectors.binary) {
    const { scores, labels, window, helps } = vector;
    expect(calibrationGain(scores, labels, 'seed').helps).toBe(helps);
    const curve = isotonicCurve(scores, labels);
    const mass = rowMass(
      window,
      window.map((score) => calibrated(curve, score)),
    );
    if (Number.isNaN(vector.roc_auc)) expect(estimatedAuc(mass)).toBeNaN();
    else expect(Math.abs(estimatedAuc(mass) - vector.roc_auc)).toBeLessThan(ROUNDED);
    const metrics = confusionMetrics(expectedConfusion(mass, 0.5));
    for (const name of ['accuracy', 'precision', 'recall', 'specificity', 'f1'] as const)
      near(orZero(metrics[name]), vector[name]);
  }
});

test('estimates of many classes are those of NannyML', () => {
  expect(vectors.multiclass.length).toBeGreaterThanOrEqual(50);
  for (const { scores, classes, window, calls, helps, auc, accuracy } of vectors.multiclass) {
    // With 120 rows the deal of the folds decides: the curves of NannyML's choice are what its figures come from.
    const curves = scores.map((column, index) =>
      helps[index] === true
        ? isotonicCurve(
            column,
            classes.map((one) => (one === index ? 1 : 0)),
          )
        : undefined,
    );
    const probabilities = calibratedClasses(window, curves);
    expect(Math.abs(multiclassAuc(window, probabilities) - auc)).toBeLessThan(ROUNDED);
    near(multiclassAccuracy(probabilities, calls), accuracy);
  }
});

test('trees split as those of scikit-learn do, with missing values on the better side', () => {
  expect(vectors.trees.length).toBeGreaterThanOrEqual(50);
  for (const { columns, residuals, minimumRows, leaves, leafOfRow } of vectors.trees) {
    const values = columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
    const rows = Int32Array.from(residuals.keys());
    const binned = binColumns(values);
    const targets = {
      residuals: Float64Array.from(residuals),
      weights: new Float64Array(rows.length).fill(1),
    };
    const tree = growTree(binned, targets, {
      ...{ sample: rows, columns: Int32Array.from(values.keys()) },
      rule: { minimumWeight: minimumRows, pull: 0 },
    });
    rows.forEach((row) =>
      near(tree.leaves[leafOf(tree, binned, row)] ?? Number.NaN, leaves[leafOfRow[row] ?? -1] ?? 0),
    );
  }
});
