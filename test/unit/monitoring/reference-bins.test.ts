import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  binCount,
  binOf,
  featureValue,
  MOST_DISTINCT,
  QUANTILES,
  referenceBins,
} from '#core/monitoring/reference-bins';
import { vectors } from './support/vectors.ts';

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const cell = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -5, max: 5 }), fc.constant(Number.NaN));

describe('referenceBins', () => {
  test.each(vectors.deciles.map((vector, index) => [index, vector] as const))(
    'has the quantiles of NumPy as edges, column %i',
    (_, { baseline, edges }) => {
      const bins = referenceBins(baseline);
      const sorted = baseline.toSorted((a, b) => a - b);
      // A column of few values has all of them as edges, the largest included.
      const known = bins.isDiscrete ? edges.filter((edge) => edge < Math.max(...baseline)) : edges;
      const found = bins.isDiscrete ? bins.edges.slice(0, -1) : bins.edges;
      expect(found).toHaveLength(known.length);
      found.forEach((edge, index) => {
        // Where k/250 of the rows is a whole number, NumPy's rounding may take the value after it.
        const isWhole = (sorted.length * (index + 1)) % QUANTILES === 0;
        const next = sorted[sorted.indexOf(edge) + 1];
        expect(isWhole && edges.length === QUANTILES - 1 ? [edge, next] : [edge]).toContain(known[index]);
      });
      expect(bins.lowest).toBe(Math.min(...baseline));
    },
  );

  it('counts a column of 20 values by value and one of 21 by quantile', () => {
    expect(referenceBins(numbered(0, MOST_DISTINCT))).toEqual({
      ...{ lowest: 0, edges: numbered(0, MOST_DISTINCT), isDiscrete: true },
    });
    expect(referenceBins(numbered(0, MOST_DISTINCT + 1)).isDiscrete).toBe(false);
  });

  it('leaves the values as they are', () => {
    const values = [3, 1, Number.NaN, 2];
    referenceBins(values);
    expect(values).toEqual([3, 1, Number.NaN, 2]);
  });

  test.each([
    ['nothing', []],
    ['missing values only', [Number.NaN, Number.NaN]],
    ['infinite values only', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ])('F-08 a column of %s has bins, too', (_, values) => {
    const bins = referenceBins(values);
    expect(bins).toEqual({ lowest: null, edges: [], isDiscrete: true });
    expect(binCount(bins)).toBe(3);
    for (const value of [0, Number.NaN, Number.POSITIVE_INFINITY]) expect(binOf(value, bins)).toBeLessThan(3);
  });
});

describe('binOf', () => {
  const bins = referenceBins([10, 20, 30]);

  test.each([
    ['below the lowest', 9.99, 0],
    ['minus infinity', Number.NEGATIVE_INFINITY, 0],
    ['the lowest', 10, 1],
    ['between two values', 15, 2],
    ['at an edge, left of it', 20, 2],
    ['the highest', 30, 3],
    ['above the highest', 30.01, 4],
    ['infinity', Number.POSITIVE_INFINITY, 4],
    ['missing', Number.NaN, 5],
  ])('%s', (_, value, bin) => {
    expect(binOf(value, bins)).toBe(bin);
  });

  it('F-08 gives every value one bin, in the order of values', () => {
    fc.assert(
      fc.property(fc.array(cell), fc.array(cell), (training, later) => {
        const found = referenceBins(training);
        const placed = later.toSorted((a, b) => a - b).map((value) => [value, binOf(value, found)] as const);
        for (const [value, bin] of placed) {
          expect(bin).toBeGreaterThanOrEqual(0);
          expect(bin).toBeLessThan(binCount(found));
          expect(bin === binCount(found) - 1).toBe(Number.isNaN(value));
        }
        const known = placed.filter(([value]) => !Number.isNaN(value)).toSorted(([a], [b]) => a - b);
        known.forEach(([, bin], index) => expect(bin).toBeGreaterThanOrEqual(known[index - 1]?.[1] ?? 0));
      }),
    );
  });

  it('leaves no bin between edges empty in training', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          const found = referenceBins(values);
          const hit = new Set(values.map((value) => binOf(value, found)));
          for (let bin = 1; bin <= found.edges.length; bin += 1) expect(hit).toContain(bin);
          expect(hit).not.toContain(0);
        },
      ),
    );
  });
});

test.each([
  ['12.5', 12.5],
  [' 3 ', 3],
  ['', Number.NaN],
  ['  ', Number.NaN],
  ['n/a', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
])('a cell %j is the feature value %d', (text, value) => {
  expect(featureValue(text)).toBe(value);
});
