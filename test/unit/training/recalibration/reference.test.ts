import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { fitLine } from '#core/training/recalibration/least-squares';
import { fitPlatt } from '#core/training/recalibration/platt';

/** Made by make-vectors.py with NumPy and scikit-learn. */
const line = {
  ...{ scores: z.array(z.number()), labels: z.array(z.number()) },
  ...{ slope: z.number(), intercept: z.number() },
};
const vectors = z
  .strictObject({
    platt: z.array(z.strictObject({ ...line, usualSlope: z.number(), usualIntercept: z.number() })),
    linear: z.array(z.strictObject(line)),
  })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../reference/recalibration/vectors.json'), 'utf8'),
    ),
  );

const distance = (actual: number, expected: number) =>
  Math.abs(actual - expected) / Math.max(1, Math.abs(expected));

test("Platt's curve is that of a logistic regression on smoothed targets, to 1e-9", () => {
  expect(vectors.platt.length).toBeGreaterThanOrEqual(50);
  for (const { scores, labels, slope, intercept } of vectors.platt) {
    const fitted = fitPlatt(scores, labels);
    expect(distance(fitted.slope, slope)).toBeLessThan(1e-9);
    expect(distance(fitted.intercept, intercept)).toBeLessThan(1e-9);
  }
});

test("and scikit-learn's own, as far as its search goes", () => {
  for (const { scores, labels, usualSlope, usualIntercept } of vectors.platt) {
    const fitted = fitPlatt(scores, labels);
    expect(distance(fitted.slope, usualSlope)).toBeLessThan(1e-3);
    expect(distance(fitted.intercept, usualIntercept)).toBeLessThan(1e-3);
  }
});

test('the line of least squares, to 1e-9', () => {
  expect(vectors.linear.length).toBeGreaterThanOrEqual(50);
  for (const { scores, labels, slope, intercept } of vectors.linear) {
    const fitted = fitLine(scores, labels);
    expect(distance(fitted.slope, slope)).toBeLessThan(1e-9);
    expect(distance(fitted.intercept, intercept)).toBeLessThan(1e-9);
  }
});
