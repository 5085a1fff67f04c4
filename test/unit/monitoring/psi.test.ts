import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decileGroups, populationStabilityIndex, sumGroups } from '#core/monitoring/psi';
import { binCount, binOf, type ReferenceBins, referenceBins } from '#core/monitoring/reference-bins';
import { relativeError, vectors } from './support/vectors.ts';

const count = (values: readonly (number | null)[], bins: ReferenceBins) => {
  const counts = new Array<number>(binCount(bins)).fill(0);
  for (const value of values) {
    const bin = binOf(value ?? Number.NaN, bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};
const rows = fc.integer({ min: 0, max: 10_000 });
const samples = fc
  .integer({ min: 1, max: 30 })
  .chain((bins) =>
    fc.tuple(
      fc.array(rows, { minLength: bins, maxLength: bins }),
      fc.array(rows, { minLength: bins, maxLength: bins }),
    ),
  )
  .filter((pair) => pair.every((sample) => sample.some((bin) => bin > 0)));
const psi = (a: readonly number[], b: readonly number[]) => populationStabilityIndex(a, b) ?? Number.NaN;

describe('populationStabilityIndex', () => {
  test.each(vectors.deciles.map((vector, index) => [index, vector] as const))(
    'of decile groups is that of NumPy, column %i',
    (_, vector) => {
      const bins = referenceBins(vector.baseline);
      const baseline = count(vector.baseline, bins);
      const groups = decileGroups(baseline);
      const index = psi(sumGroups(baseline, groups), sumGroups(count(vector.window, bins), groups));
      expect(relativeError(index, vector.psi)).toBeLessThan(1e-12);
    },
  );

  it('of two shares, by hand', () => {
    // (0.3 - 0.5) ln (0.3 / 0.5) + (0.7 - 0.5) ln (0.7 / 0.5)
    expect(psi([5, 5], [3, 7])).toBeCloseTo(0.2 * Math.log((0.5 / 0.3) * (0.7 / 0.5)), 14);
  });

  it('F-08 is finite, 0 for equal shares, the same both ways and in any order of bins', () => {
    fc.assert(
      fc.property(samples, ([a, b]) => {
        expect(psi(a, b)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(psi(a, b))).toBe(true);
        expect(
          psi(
            a,
            a.map((bin) => bin * 7),
          ),
        ).toBeCloseTo(0, 12);
        expect(psi(b, a)).toBeCloseTo(psi(a, b), 9);
        expect(psi(a.toReversed(), b.toReversed())).toBeCloseTo(psi(a, b), 9);
      }),
    );
  });

  it('F-02 is not defined when a side has no rows', () => {
    expect(populationStabilityIndex([1, 2], [0, 0])).toBeUndefined();
    expect(populationStabilityIndex([0, 0], [1, 2])).toBeUndefined();
    expect(populationStabilityIndex([], [])).toBeUndefined();
  });
});

describe('decileGroups', () => {
  test.each(vectors.deciles.map((vector, index) => [index, vector] as const))(
    'ends where the deciles of NumPy are, column %i',
    (_, vector) => {
      const bins = referenceBins(vector.baseline);
      const groups = decileGroups(count(vector.baseline, bins));
      const ends = bins.edges.filter((__, edge) => groups[edge + 1] !== groups[edge + 2]);
      const highest = Math.max(...vector.baseline);
      // With the largest value as an edge, what lies above it is a group of its own: nothing in training.
      expect(ends.filter((end) => end < highest)).toEqual(vector.decileEdges.filter((end) => end < highest));
    },
  );

  it('F-08 a constant keeps a group of its own, so that the index sees it go', () => {
    const counts = count([7, 7, 7, 7], referenceBins([7]));
    const groups = decileGroups(counts);
    for (const values of [
      [1, 9, 1, 9],
      [1, 1, 1, 1],
      [9, 9, 9, 9],
    ]) {
      const elsewhere = count(values, referenceBins([7]));
      expect(psi(sumGroups(counts, groups), sumGroups(elsewhere, groups))).toBeGreaterThan(1);
    }
  });

  it('F-08 covers all bins without a gap, whatever the counts', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 3, maxLength: 300 }), (counts) => {
        const groups = decileGroups(counts);
        expect(groups).toHaveLength(counts.length);
        groups.forEach((group, bin) => expect([0, 1]).toContain(group - (groups[bin - 1] ?? 0)));
        // Missing rows are never among the values.
        expect(groups.at(-1)).toBe((groups.at(-2) ?? 0) + 1);
        expect(groups.at(-1)).toBeLessThanOrEqual(11);
        const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);
        expect(total(sumGroups(counts, groups))).toBe(total(counts));
      }),
    );
  });
});
