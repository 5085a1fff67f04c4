import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { aucParts } from '#core/monitoring/concept/auc-parts';
import { blockMean } from '#core/monitoring/concept/block-mean';
import { meanDifference } from '#core/monitoring/concept/mean-difference';
import { predictionWeights } from '#core/monitoring/concept/prediction-weights';
import { metricOfLoss, rowLosses } from '#core/monitoring/concept/row-losses';

const numbers = z.array(z.number());
const METRICS = ['rmse', 'mae', 'brier', 'logLoss', 'auc'] as const;

/** Made by make-vectors.py with SciPy and scikit-learn. */
const vectors = z
  .strictObject({
    differences: z.array(
      z.strictObject({
        ...{ now: numbers, nowBlocks: numbers, before: numbers, beforeBlocks: numbers, tail: z.number() },
        ...{ value: z.number(), low: z.number(), high: z.number() },
      }),
    ),
    losses: z.array(
      z.strictObject({
        ...{ predictions: numbers, labels: numbers, weights: numbers, aucVariance: z.number() },
        ...{ rmse: z.number(), mae: z.number(), brier: z.number(), logLoss: z.number(), auc: z.number() },
      }),
    ),
    weights: z.array(
      z.strictObject({ holdout: numbers, window: numbers, weights: numbers, covered: z.number() }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../reference/concept/vectors.json'), 'utf8')),
  );

const expectEqual = (own: number, expected: number) =>
  expect(Math.abs(own - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(expected)));
const meanOf = (values: ArrayLike<number>) => blockMean(values, values).mean;

test(`${vectors.differences.length} differences of means by blocks are those of Welch's test`, () => {
  for (const { now, nowBlocks, before, beforeBlocks, tail, ...expected } of vectors.differences) {
    const own = meanDifference(blockMean(now, nowBlocks), blockMean(before, beforeBlocks), tail);
    expectEqual(own?.value ?? Number.NaN, expected.value);
    expectEqual(own?.low ?? Number.NaN, expected.low);
    expectEqual(own?.high ?? Number.NaN, expected.high);
  }
});

test(`${vectors.losses.length} samples have scikit-learn's weighted losses, and DeLong's variance of the area`, () => {
  for (const { predictions, labels, weights, ...expected } of vectors.losses) {
    for (const metric of METRICS) {
      const losses = rowLosses(metric, predictions, labels, Float64Array.from(weights));
      expectEqual(metricOfLoss(metric, meanOf(losses)), expected[metric]);
    }
    const parts = aucParts(predictions, labels);
    expectEqual(blockMean(parts, [...parts.keys()]).variance, expected.aucVariance);
  }
});

test(`${vectors.weights.length} hold-outs get NumPy's weights`, () => {
  for (const { holdout, window, weights, covered } of vectors.weights) {
    const own = predictionWeights(holdout, Float64Array.from(window));
    own.weights.forEach((weight, row) => expectEqual(weight, weights[row] ?? Number.NaN));
    expectEqual(own.coveredShare, covered);
  }
});

test('without weights a loss is that of its row', () => {
  expect([...rowLosses('rmse', [1, 5], [0, 3])]).toEqual([1, 4]);
  const weights = Float64Array.of(2, 2);
  expect([...rowLosses('rmse', [1, 5], [0, 3], weights)]).toEqual([1, 4]);
});

test('F-08 an area of one class is not defined, and no row is a number', () => {
  expect([...aucParts([0.1, 0.9], [1, 1])]).toEqual([Number.NaN, Number.NaN]);
  expect([...aucParts([0.1, Number.NaN], [0, 1])]).toEqual([Number.NaN, Number.NaN]);
});
