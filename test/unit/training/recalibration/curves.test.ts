import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { bestThreshold } from '#core/training/recalibration/best-threshold';
import { businessValue } from '#core/training/business-value';
import { meanMetric } from '#core/training/metrics';
import { applyCurve, type Curve } from '#core/training/recalibration/curve';
import { fitCurve } from '#core/training/recalibration/fit-curve';
import { logit } from '#core/training/recalibration/platt';

const METHODS = ['platt', 'isotonic'] as const;

/** Scores whose log odds are `gain` times the truth's, and outcomes by the truth. */
function overconfident(rows: number, gain: number, seed = 'rows') {
  const random = seededRandom(seed);
  const scores = new Float64Array(rows);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const odds = 3 * (random() - 0.5);
    scores[row] = 1 / (1 + Math.exp(-gain * odds));
    labels[row] = random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  }
  return { scores, labels };
}

function curveOf(
  method: (typeof METHODS)[number] | 'linear',
  scores: Float64Array,
  labels: Float64Array,
): Curve {
  const fit = fitCurve(method, scores, labels);
  if ('reason' in fit) throw new Error(fit.reason);
  return fit.curve;
}

describe('curves', () => {
  test('a model that is too sure by a factor is found out: the slope is one over it', () => {
    const { scores, labels } = overconfident(20_000, 3);
    const curve = curveOf('platt', scores, labels);
    expect(curve).toMatchObject({ method: 'platt', slope: expect.closeTo(1 / 3, 1) as number });
    const before = meanMetric('logLoss', scores, labels);
    for (const method of METHODS) {
      const through = curveOf(method, scores, labels);
      const after = scores.map((score) => applyCurve(through, score));
      expect(meanMetric('logLoss', after, labels)).toBeLessThan(before);
    }
  });

  test.each(METHODS)(
    '%s never falls, stays a probability, and does not hang on the order of rows',
    (method) => {
      const row = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0, 1));
      fc.assert(
        fc.property(
          fc.array(row, { minLength: 4, maxLength: 40 }),
          fc.infiniteStream(fc.nat()),
          (rows, keys) => {
            const fitted = (own: typeof rows) =>
              fitCurve(
                method,
                Float64Array.from(own, ([score]) => score / 1000),
                Float64Array.from(own, ([, label]) => label),
              );
            const fit = fitted(rows);
            const shuffled = rows.toSorted(() => ((keys.next().value ?? 0) % 2) - 0.5);
            const again = fitted(shuffled);
            if ('reason' in fit) return 'reason' in again || method === 'platt';
            const asked = [0, 1e-9, 0.25, 0.5, 0.75, 1 - 1e-9, 1];
            const answers = asked.map((score) => applyCurve(fit.curve, score));
            if ('curve' in again)
              answers.forEach((answer, index) =>
                expect(applyCurve(again.curve, asked[index] ?? 0)).toBeCloseTo(answer, 6),
              );
            return answers.every(
              (answer, index) => answer >= 0 && answer <= 1 && answer >= (answers[index - 1] ?? 0),
            );
          },
        ),
        { numRuns: 200, seed: 1 },
      );
    },
  );

  test('isotonic regression says of no row that it is impossible or certain', () => {
    const scores = Float64Array.from({ length: 98 }, (_, row) => row / 98);
    const curve = curveOf(
      'isotonic',
      scores,
      scores.map((score) => (score > 0.5 ? 1 : 0)),
    );
    expect(applyCurve(curve, 0)).toBe(0.01);
    expect(applyCurve(curve, 1)).toBe(0.99);
  });

  test('what is no number stays none', () => {
    const { scores, labels } = overconfident(200, 2);
    for (const method of METHODS) expect(applyCurve(curveOf(method, scores, labels), Number.NaN)).toBeNaN();
    expect(applyCurve({ method: 'linear', slope: 1, intercept: 0 }, Number.NaN)).toBeNaN();
    expect([logit(0), logit(1)].map(Math.abs)).toEqual([
      expect.closeTo(16.6, 1) as number,
      expect.closeTo(16.6, 1) as number,
    ]);
  });

  test('a line mends a factor and a shift', () => {
    const scores = Float64Array.from({ length: 50 }, (_, row) => row);
    const curve = curveOf(
      'linear',
      scores,
      scores.map((score) => 3 + 2 * score),
    );
    expect(applyCurve(curve, 100)).toBeCloseTo(203, 9);
  });

  test.each([
    ['platt', [0.2, 0.8], [1, 1], 'all outcomes are the same'],
    ['platt', [0, 1e-9, 0], [0, 1, 1], 'its answers hardly differ'],
    ['platt', [0.2, 1.8], [0, 1], 'its answers are no probabilities'],
    ['platt', [0.2, Number.NaN], [0, 1], 'not all answers and outcomes are numbers'],
    ['isotonic', [0.2, 0.8], [0, 2], 'outcomes are neither 0 nor 1'],
    ['platt', [0.8, 0.7, 0.2, 0.1], [0, 0, 1, 1], 'outcomes do not rise with its answers'],
    ['isotonic', [0.8, 0.2], [0, 1], 'outcomes do not rise with its answers'],
    ['linear', [1, 1], [1, 2], 'outcomes do not rise with its answers'],
  ] as const)('%s of %j and %j: %s', (method, scores, labels, reason) => {
    expect(fitCurve(method, Float64Array.from(scores), Float64Array.from(labels))).toEqual({ reason });
  });
});

describe('the best threshold', () => {
  const costs = { truePositive: 5, falsePositive: -1, trueNegative: 0, falseNegative: -2 };
  const worthAt = (threshold: number, scores: Float64Array, labels: Float64Array) =>
    meanMetric(businessValue(costs, threshold), scores, labels);

  test('no other is worth more', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const scores = Float64Array.from(rows, ([score]) => score / 20);
        const labels = Float64Array.from(rows, ([, label]) => label);
        const best = worthAt(bestThreshold(scores, labels, costs, 0.5), scores, labels);
        return [...scores].every((score) => worthAt(score, scores, labels) <= best + 1e-12);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  test('of equal ones it is the one in use, else the nearest with few digits', () => {
    const scores = Float64Array.of(0.123_456, 0.876_543);
    expect(bestThreshold(scores, Float64Array.of(0, 1), costs, 0.6)).toBe(0.6);
    expect(bestThreshold(scores, Float64Array.of(0, 1), costs, 0.9)).toBe(0.5);
  });

  test('outcomes that cost more when missed lower it', () => {
    const { scores, labels } = overconfident(5000, 1);
    // Yes pays from p x (5 + 2) > (1 - p) x 1 on: from 1/8.
    const eager = bestThreshold(scores, labels, costs, 0.5);
    const wary = bestThreshold(scores, labels, { ...costs, falsePositive: -7 }, 0.5);
    expect(eager).toBeLessThan(0.3);
    expect(wary).toBeGreaterThan(0.4);
  });
});
