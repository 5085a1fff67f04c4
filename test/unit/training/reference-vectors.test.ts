import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { areaUnderCurve, WeightedAuc } from '#core/training/auc';
import { quantile } from '#core/training/block-bootstrap';
import { holmAdjust } from '#core/training/holm';
import { bias, meanMetric } from '#core/training/metrics';

/** Made by make-vectors.py with numpy, SciPy, scikit-learn and statsmodels. */
const numbers = z.array(z.number());
const vectors = z
  .strictObject({
    regression: z.array(
      z.strictObject({
        labels: numbers,
        predictions: numbers,
        rmse: z.number(),
        mae: z.number(),
        bias: z.number(),
      }),
    ),
    binary: z.array(
      z.strictObject({
        ...{ labels: numbers, predictions: numbers, weights: numbers },
        ...{ auc: z.number(), weightedAuc: z.number(), mannWhitney: z.number() },
        ...{ logLoss: z.number(), brier: z.number() },
      }),
    ),
    quantile: z.array(z.strictObject({ values: numbers, probability: z.number(), quantile: z.number() })),
    holm: z.array(z.strictObject({ pValues: numbers, adjusted: numbers })),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../reference/training/vectors.json'), 'utf8')),
  );

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-12);
}

test.each(vectors.regression.map((vector, index) => [index, vector] as const))(
  'regression %i',
  (_, vector) => {
    const { labels, predictions } = vector;
    expectClose(meanMetric('rmse', predictions, labels), vector.rmse);
    expectClose(meanMetric('mae', predictions, labels), vector.mae);
    expectClose(bias(predictions, labels), vector.bias);
  },
);

test.each(vectors.binary.map((vector, index) => [index, vector] as const))('binary %i', (_, vector) => {
  const { labels, predictions, weights } = vector;
  expectClose(areaUnderCurve(predictions, labels), vector.auc);
  expectClose(areaUnderCurve(predictions, labels), vector.mannWhitney);
  const weighted = new WeightedAuc(Float64Array.from(predictions), Float64Array.from(labels));
  expectClose(
    weighted.evaluate((row) => weights[row] ?? 0),
    vector.weightedAuc,
  );
  expectClose(meanMetric('logLoss', predictions, labels), vector.logLoss);
  expectClose(meanMetric('brier', predictions, labels), vector.brier);
});

test.each(vectors.quantile.map((vector, index) => [index, vector] as const))('quantile %i', (_, vector) => {
  expectClose(quantile(Float64Array.from(vector.values).sort(), vector.probability), vector.quantile);
});

test.each(vectors.holm.map((vector, index) => [index, vector] as const))('Holm %i', (_, vector) => {
  holmAdjust(vector.pValues).forEach((value, index) =>
    expectClose(value, vector.adjusted[index] ?? Number.NaN),
  );
});
