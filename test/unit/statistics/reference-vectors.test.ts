import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { benjaminiHochbergAdjust } from '#core/statistics/benjamini-hochberg';
import { chiSquareSurvival } from '#core/statistics/chi-square-survival';
import { logUpperGamma, upperGamma } from '#core/statistics/incomplete-gamma';
import { kolmogorovSurvival } from '#core/statistics/kolmogorov-survival';
import { logGamma } from '#core/statistics/log-gamma';
import { complementaryError } from '#core/statistics/complementary-error';
import { normalSurvival } from '#core/statistics/normal-survival';

/** Made by make-vectors.py with SciPy and mpmath. */
const VECTORS = join(import.meta.dirname, '../../reference/monitoring/vectors.json');
const vectors = z
  .object({
    logGamma: z.array(z.strictObject({ x: z.number(), value: z.number() })),
    upperGamma: z.array(z.strictObject({ a: z.number(), x: z.number(), value: z.number() })),
    chiSquare: z.array(
      z.strictObject({ statistic: z.number(), degreesOfFreedom: z.number(), value: z.number() }),
    ),
    normal: z.array(z.strictObject({ z: z.number(), value: z.number() })),
    kolmogorov: z.array(z.strictObject({ x: z.number(), value: z.number() })),
    benjaminiHochberg: z.array(
      z.strictObject({ pValues: z.array(z.number()), adjusted: z.array(z.number()) }),
    ),
  })
  .parse(JSON.parse(readFileSync(VECTORS, 'utf8')));

const relativeError = (actual: number, expected: number) =>
  expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);

test.each(vectors.logGamma)('ln Gamma($x)', ({ x, value }) => {
  expect(relativeError(logGamma(x), value)).toBeLessThan(1e-13);
});

test.each(vectors.upperGamma)('Q($a, $x)', ({ a, x, value }) => {
  expect(relativeError(upperGamma(a, x), value)).toBeLessThan(1e-10);
});

test.each(vectors.chiSquare)('chi-square tail $statistic, $degreesOfFreedom', (vector) => {
  const tail = chiSquareSurvival(vector.statistic, vector.degreesOfFreedom);
  expect(relativeError(tail, vector.value)).toBeLessThan(1e-10);
});

test.each(vectors.normal)('normal tail $z', ({ z: deviation, value }) => {
  expect(relativeError(normalSurvival(deviation), value)).toBeLessThan(1e-10);
  expect(complementaryError(deviation / Math.SQRT2) / 2).toBe(normalSurvival(deviation));
});

test.each(vectors.kolmogorov)('Kolmogorov tail $x', ({ x, value }) => {
  expect(relativeError(kolmogorovSurvival(x), value)).toBeLessThan(1e-10);
});

test.each(vectors.benjaminiHochberg.map((vector, index) => [index, vector] as const))(
  'Benjamini-Hochberg %i',
  (_, { pValues, adjusted }) => {
    benjaminiHochbergAdjust(pValues).forEach((value, index) =>
      expect(relativeError(value, adjusted[index] ?? Number.NaN)).toBeLessThan(1e-12),
    );
  },
);

test('tails beyond the smallest double stay finite in logarithms and 0 as probabilities', () => {
  expect(logUpperGamma(0.5, 5000)).toBeCloseTo(-5004.83, 1);
  expect(chiSquareSurvival(10_000, 1)).toBe(0);
  expect(kolmogorovSurvival(40)).toBe(0);
  expect(chiSquareSurvival(Number.POSITIVE_INFINITY, 4)).toBe(0);
});

test.each([
  () => logGamma(0),
  () => logGamma(Number.NaN),
  () => logUpperGamma(0.001, 1),
  () => logUpperGamma(Number.POSITIVE_INFINITY, 1),
  () => logUpperGamma(1, -1),
  () => chiSquareSurvival(Number.NaN, 1),
  () => kolmogorovSurvival(Number.NaN),
])('refuses what is out of bounds: %s', (call) => {
  expect(call).toThrow(RangeError);
});
