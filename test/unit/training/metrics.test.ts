import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnderCurve } from '#core/training/auc';
import { holmAdjust } from '#core/training/holm';
import { isLowerBetter, meanMetric } from '#core/training/metrics';

const METRICS = ['rmse', 'mae', 'logLoss', 'brier'] as const;

test.each(METRICS)('C-07 %s of predictions with a NaN is NaN', (metric) => {
  expect(meanMetric(metric, [0.1, Number.NaN], [0, 1])).toBeNaN();
  expect(meanMetric(metric, [0.1], [0, 1])).toBeNaN();
});

test('C-07 the area under the curve is NaN with a NaN score, or with one class alone', () => {
  expect(areaUnderCurve([0.1, Number.NaN, 0.3], [0, 1, 1])).toBeNaN();
  expect(areaUnderCurve([0.1, 0.2], [1, 1])).toBeNaN();
  expect(areaUnderCurve([0.1, 0.2], [0, 0])).toBeNaN();
  expect(areaUnderCurve([], [])).toBeNaN();
});

test('one certain mistake is not infinite', () => {
  expect(meanMetric('logLoss', [0, 1], [1, 0])).toBeCloseTo(-Math.log(1e-15), 2);
  expect(meanMetric('logLoss', [1, 0], [1, 0])).toBeLessThan(1e-14);
});

test('only the area under the curve grows with quality', () => {
  expect([...METRICS, 'auc' as const].map(isLowerBetter)).toEqual([true, true, true, true, false]);
});

const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 1)), {
  minLength: 2,
  maxLength: 60,
});

test('the area under the curve is the share of pairs in order, ties counting half', () => {
  fc.assert(
    fc.property(scored, (rows) => {
      fc.pre(new Set(rows.map(([, label]) => label)).size === 2);
      const [positives, negatives] = [1, 0].map((label) =>
        rows.filter((row) => row[1] === label).map(([score]) => score),
      );
      const pairs = (positives ?? []).flatMap((p) =>
        (negatives ?? []).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)),
      );
      const expected =
        pairs.length === 0 ? Number.NaN : pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
      const [scores, labels] = [rows.map(([score]) => score), rows.map(([, label]) => label)];
      expect(areaUnderCurve(scores, labels)).toBeCloseTo(expected, 12);
      // Any change that keeps the order keeps the area; turning the order round turns the area round.
      expect(
        areaUnderCurve(
          scores.map((score) => score ** 3 - 5),
          labels,
        ),
      ).toBeCloseTo(expected, 12);
      expect(
        areaUnderCurve(
          scores.map((score) => -score),
          labels,
        ),
      ).toBeCloseTo(1 - expected, 12);
    }),
  );
});

test('Holm never makes a p-value smaller, keeps their order and does not care about it', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(pValues, (values) => {
      const adjusted = holmAdjust(values);
      values.forEach((value, index) => {
        expect(adjusted[index]).toBeGreaterThanOrEqual(value);
        expect(adjusted[index]).toBeLessThanOrEqual(1);
      });
      expect(holmAdjust(values.toReversed()).toReversed()).toEqual(adjusted);
    }),
  );
});

test('C-07 a p-value that is NaN counts as 1 and does not spoil the others', () => {
  expect(holmAdjust([Number.NaN, 0.01, 0.02])).toEqual([1, 0.03, 0.04]);
  expect(holmAdjust([0.01, 0.02, Number.NaN])).toEqual([0.03, 0.04, 1]);
});
