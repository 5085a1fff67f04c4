import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { chiSquareTest } from '#core/monitoring/chi-square';
import { kolmogorovSmirnov } from '#core/monitoring/ks';
import { kolmogorovSurvival } from '#core/statistics/kolmogorov-survival';
import { relativeError, vectors } from './support/vectors.ts';

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const counts = fc
  .integer({ min: 1, max: 30 })
  .chain((bins) =>
    fc.tuple(
      fc.array(fc.integer({ min: 0, max: 500 }), { minLength: bins, maxLength: bins }),
      fc.array(fc.integer({ min: 0, max: 500 }), { minLength: bins, maxLength: bins }),
    ),
  );

describe('kolmogorovSmirnov', () => {
  test.each(vectors.kolmogorovSmirnov.map((vector, index) => [index, vector] as const))(
    'has the distance of SciPy and nearly its p-value, samples %i',
    (_, { baseline, window, distance, distanceOnValues, pValue }) => {
      const result = kolmogorovSmirnov(baseline, window);
      expect(result?.statistic).toBeCloseTo(distance, 12);
      expect(distance).toBeCloseTo(distanceOnValues, 2);
      // SciPy's p-value is the asymptotic one; Stephens' correction makes it smaller, the less so the more rows.
      const { pValue: corrected = Number.NaN } = kolmogorovSmirnov(baseline, window) ?? {};
      const root = Math.sqrt((sum(baseline) * sum(window)) / (sum(baseline) + sum(window)));
      expect(relativeError(kolmogorovSurvival(distanceOnValues * root), pValue)).toBeLessThan(1e-9);
      if (distance !== distanceOnValues) return;
      expect(corrected).toBeLessThanOrEqual(pValue);
      if (pValue > 1e-6) expect(corrected).toBeGreaterThan(0.6 * pValue);
    },
  );

  it('sees the largest distance, by hand', () => {
    expect(kolmogorovSmirnov([5, 5, 0], [1, 3, 6])?.statistic).toBeCloseTo(0.6, 14);
    expect(kolmogorovSmirnov([10, 0], [0, 10])?.statistic).toBe(1);
  });

  it('F-08 is a share and a probability, the same both ways, and 0 and 1 for equal samples', () => {
    fc.assert(
      fc.property(counts, ([a, b]) => {
        const result = kolmogorovSmirnov(a, b);
        if (result === undefined) return;
        expect(result.statistic).toBeGreaterThanOrEqual(0);
        expect(result.statistic).toBeLessThanOrEqual(1);
        expect(result.pValue).toBeGreaterThanOrEqual(0);
        expect(result.pValue).toBeLessThanOrEqual(1);
        expect(kolmogorovSmirnov(b, a)?.statistic).toBeCloseTo(result.statistic, 12);
        expect(kolmogorovSmirnov(a, a)).toEqual({ statistic: 0, pValue: 1 });
      }),
    );
  });

  it('F-02 has nothing to say when a side has no rows', () => {
    expect(kolmogorovSmirnov([1, 2], [0, 0])).toBeUndefined();
    expect(kolmogorovSmirnov([0, 0], [1, 2])).toBeUndefined();
    expect(kolmogorovSmirnov([], [])).toBeUndefined();
  });
});

describe('chiSquareTest', () => {
  test.each(vectors.contingency.map((vector, index) => [index, vector] as const))(
    'is that of SciPy, table %i',
    (_, { baseline, window, statistic, degreesOfFreedom, pValue }) => {
      const result = chiSquareTest(baseline, window);
      expect(result?.degreesOfFreedom).toBe(degreesOfFreedom);
      expect(relativeError(result?.statistic ?? -1, statistic)).toBeLessThan(1e-9);
      expect(relativeError(result?.pValue ?? -1, pValue)).toBeLessThan(1e-8);
    },
  );

  it('pools rare categories until the pool can be told from chance', () => {
    // Each of the rare ones has one row: alone they say nothing, five together do.
    const rare = [1, 1, 1, 1, 1];
    const result = chiSquareTest([100, 100, ...rare], [100, 100, ...rare]);
    expect(result).toMatchObject({ degreesOfFreedom: 2, statistic: 0 });
    expect(chiSquareTest([100, 100, 1], [100, 100, 1])?.degreesOfFreedom).toBe(1);
  });

  it('F-08 sees a category that training did not have', () => {
    const result = chiSquareTest([500, 500, 0], [450, 450, 100]);
    expect(result?.degreesOfFreedom).toBe(2);
    expect(result?.pValue).toBeLessThan(1e-20);
  });

  test.each([
    ['one category', [10, 0], [20, 0]],
    ['no rows before', [0, 0], [3, 4]],
    ['no rows now', [3, 4], [0, 0]],
    ['only rare categories', [1, 1], [1, 1]],
    ['nothing at all', [], []],
  ])('F-08 has nothing to say of %s', (_, baseline, window) => {
    expect(chiSquareTest(baseline, window)).toBeUndefined();
  });

  it('F-08 is finite whatever the counts', () => {
    fc.assert(
      fc.property(counts, ([a, b]) => {
        const result = chiSquareTest(a, b);
        if (result === undefined) return;
        expect(Number.isFinite(result.statistic)).toBe(true);
        expect(result.statistic).toBeGreaterThanOrEqual(0);
        expect(result.pValue).toBeGreaterThanOrEqual(0);
        expect(result.pValue).toBeLessThanOrEqual(1);
        expect(chiSquareTest(a, a)?.statistic ?? 0).toBeCloseTo(0, 12);
      }),
    );
  });
});
