import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binPositions, wasserstein } from '#core/monitoring/divergence/wasserstein';
import { binCount, binOf, type ReferenceBins, referenceBins } from '#core/monitoring/reference-bins';
import { measured } from './support/vectors.ts';

/** Without the missing ones. */
function countsOf(values: readonly number[], bins: ReferenceBins): readonly number[] {
  const counts = new Array<number>(binCount(bins)).fill(0);
  for (const value of values) {
    const bin = binOf(value, bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.slice(0, -1);
}

/** The distance of the values themselves, by the area between their cumulative shares. */
function distanceOfValues(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].toSorted((x, y) => x - y);
  const share = (values: readonly number[], upTo: number) =>
    values.filter((value) => value <= upTo).length / values.length;
  return all.slice(1).reduce((sum, value, index) => {
    const before = all[index] ?? value;
    return sum + Math.abs(share(a, before) - share(b, before)) * (value - before);
  }, 0);
}

test('is within its resolution of the distance of the values', () => {
  const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 });
  const bins = referenceBins(Array.from({ length: 41 }, (_, k) => 2.5 * k));
  fc.assert(
    fc.property(values, values, (training, live) => {
      const input = { baseline: countsOf(training, bins), window: countsOf(live, bins) };
      const result = wasserstein({ ...input, positions: binPositions(bins) });
      if (!result.isApplicable) return;
      const error = Math.abs(result.statistic - distanceOfValues(training, live));
      expect(error).toBeLessThanOrEqual(result.resolution + 1e-9);
    }),
  );
});

test('is exact for a column of few values', () => {
  const bins = referenceBins([1, 2, 2, 4]);
  const positions = binPositions(bins);
  expect(positions).toEqual([1, 1, 2, 4, 4]);
  const input = { baseline: countsOf([1, 2, 2, 4], bins), window: countsOf([2, 2, 4, 4], bins) };
  const exact = distanceOfValues([1, 2, 2, 4], [2, 2, 4, 4]);
  expect(measured(wasserstein({ ...input, positions })).statistic).toBeCloseTo(exact, 12);
});

test('in quartile ranges bears an outlier of training, in deviations not', () => {
  const input = { baseline: [25, 50, 24, 1], window: [24, 50, 25, 1], positions: [0, 1, 2, 1e6] };
  expect(measured(wasserstein({ ...input, spread: 'interquartile-range' })).effect).toBeGreaterThan(0.005);
  expect(measured(wasserstein(input)).effect).toBeLessThan(1e-6);
});

test('F-08 has a reason for a column that never had a value', () => {
  const positions = binPositions(referenceBins([Number.NaN]));
  expect(wasserstein({ baseline: [], window: [], positions })).toMatchObject({ reason: 'no-baseline-rows' });
});
