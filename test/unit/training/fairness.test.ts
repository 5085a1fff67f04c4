import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { answerFairness } from '#core/training/fairness/answer-fairness';
import { differenceOfMeans, momentsOf } from '#core/training/fairness/difference-of-means';
import { differenceOfShares, type Estimate } from '#core/training/fairness/difference-of-shares';
import { errorFairness } from '#core/training/fairness/error-fairness';
import { judgeGap } from '#core/training/fairness/judge-gap';
import { ratioOfShares } from '#core/training/fairness/ratio-of-shares';

const n = z.number();
const numbers = z.array(n);
const estimate = z.strictObject({ value: n.nullable(), low: n.nullable(), high: n.nullable() });
const share = z.strictObject({ count: n, rows: n });

/** Made by make-vectors.py with statsmodels and scikit-learn. */
const VECTORS = join(import.meta.dirname, '../../reference/fairness/vectors.json');
const vectors = z
  .strictObject({
    shares: z
      .array(z.strictObject({ share, reference: share, level: n, difference: estimate, ratio: estimate }))
      .min(50),
    means: z
      .array(z.strictObject({ group: numbers, reference: numbers, level: n, difference: estimate }))
      .min(50),
    answers: z
      .array(
        z.strictObject({
          ...{ groupOfRow: numbers, groups: n, labels: numbers, predictions: numbers, threshold: n },
          reference: n,
          gaps: z.array(z.record(z.string(), n.nullable())),
        }),
      )
      .min(50),
  })
  .parse(JSON.parse(readFileSync(VECTORS, 'utf8')));

function expectNear(actual: number | null | undefined, expected: number | null | undefined): void {
  if (expected === null || expected === undefined || actual === null || actual === undefined)
    expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-13);
}

function expectEstimate(actual: Estimate, expected: Estimate): void {
  for (const name of ['value', 'low', 'high'] as const) expectNear(actual[name], expected[name]);
}

describe('reference vectors', () => {
  test("differences and ratios of shares are statsmodels' (Newcombe, Katz)", () => {
    for (const { share: own, reference, level, difference, ratio } of vectors.shares) {
      expectEstimate(differenceOfShares(own, reference, level), difference);
      expectEstimate(ratioOfShares(own, reference, level), ratio);
    }
  });

  test("differences of means are statsmodels' (Welch)", () => {
    for (const { group, reference, level, difference } of vectors.means)
      expectEstimate(differenceOfMeans(momentsOf(group), momentsOf(reference), level), difference);
  });

  test("gaps of answers are those of scikit-learn's confusion matrices", () => {
    for (const vector of vectors.answers) {
      const groups = Array.from({ length: vector.groups }, (_, group) => String(group));
      const { reference, groups: shown } = answerFairness({ ...vector, groups }, vector.threshold);
      expect(reference).toBe(String(vector.reference));
      expect(shown.map(({ group, rows }) => [group, rows])).toEqual(
        vector.gaps.map((gap) => [String(gap['group']), gap['rows']]),
      );
      shown.forEach(({ metrics }, index) => {
        for (const { metric, value } of metrics) expectNear(value, vector.gaps[index]?.[metric]);
      });
    }
  });
});

const rowOf = fc.record({
  group: fc.nat(2),
  prediction: fc.oneof(
    { weight: 9, arbitrary: fc.nat(10).map((tenths) => tenths / 10) },
    fc.constant(Number.NaN),
  ),
  label: fc.constantFrom(0, 1, Number.NaN),
});
type Row = typeof rowOf extends fc.Arbitrary<infer Value> ? Value : never;

const grouped = (rows: readonly Row[]) => ({
  groups: ['a', 'b', 'c'],
  groupOfRow: rows.map(({ group }) => group),
  predictions: rows.map(({ prediction }) => prediction),
  labels: rows.map(({ label }) => label),
});
const methods = [
  ['answers', (rows: readonly Row[]) => answerFairness(grouped(rows), 0.5)],
  ['errors', (rows: readonly Row[]) => errorFairness(grouped(rows))],
] as const;

describe.each(methods)('%s', (name, fairness) => {
  test('every figure is finite or null, intervals hold their values, and the order of rows does not matter', () => {
    fc.assert(
      fc.property(fc.array(rowOf, { maxLength: 60 }), (rows) => {
        const { groups } = fairness(rows);
        expect(groups).toHaveLength(2);
        for (const { metrics } of groups) {
          for (const { metric, value, low, high } of metrics) {
            for (const figure of [value, low, high])
              expect(figure === null || Number.isFinite(figure)).toBe(true);
            if (value === null || low === null || high === null) continue;
            expect(low).toBeLessThanOrEqual(value + 1e-12);
            expect(high).toBeGreaterThanOrEqual(value - 1e-12);
            if (name === 'answers' && metric !== 'disparate-impact') {
              expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
              expect(high).toBeLessThanOrEqual(1 + 1e-12);
            }
          }
        }
        const turned = fairness(rows.toReversed()).groups.flatMap(({ metrics }) => metrics);
        groups
          .flatMap(({ metrics }) => metrics)
          .forEach((gap, index) => expectNear(turned[index]?.value, gap.value));
      }),
      { numRuns: 60 },
    );
  });

  test('a group with the same rows as the largest has no gap', () => {
    fc.assert(
      fc.property(fc.array(rowOf, { minLength: 1, maxLength: 40 }), (rows) => {
        const twice = rows.flatMap((row) => [
          { ...row, group: 0 },
          { ...row, group: 1 },
        ]);
        const metrics = fairness(twice).groups[0]?.metrics ?? [];
        expect(metrics.length).toBeGreaterThan(0);
        for (const { metric, value } of metrics)
          if (value !== null) expect(value).toBeCloseTo(metric === 'disparate-impact' ? 1 : 0, 12);
      }),
      { numRuns: 60 },
    );
  });
});

test('a group that never gets a yes is told by its ratio, too', () => {
  const rows = Array.from({ length: 900 }, (_, row) => ({
    group: row % 3 === 0 ? 1 : 0,
    prediction: 0,
    label: 0,
  }));
  const lucky = rows.map((row, index) => ({
    ...row,
    prediction: row.group === 0 && index % 2 === 0 ? 1 : 0,
  }));
  const { groups } = answerFairness(grouped(lucky), 0.5);
  const [impact] = groups[0]?.metrics ?? [];
  expect(impact).toMatchObject({ metric: 'disparate-impact', value: 0, low: 0 });
  expect(judgeGap(impact!, 0.8)).toBe('outside');
  expect(groups[1]?.metrics.map(({ value }) => value)).toEqual([null, null, null, null, null]);
  expect(groups[1]?.metrics.map((gap) => judgeGap(gap, 0.1))).toEqual(Array(5).fill('inconclusive'));
});

test.each([
  { groupOfRow: [0], groups: ['a'], predictions: [1, 2], labels: [1] },
  { groupOfRow: [3], groups: ['a'], predictions: [1], labels: [1] },
  { groupOfRow: [0], groups: ['a'], predictions: [1], labels: [0.5] },
])('refuses %j', (rows) => {
  expect(() => answerFairness(rows, 0.5)).toThrow(RangeError);
});
