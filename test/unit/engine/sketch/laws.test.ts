import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { emptyFeatureSketch, mergeFeatureSketches } from '#core/engine/sketch/feature-sketch';
import { MOST_HITTERS } from '#core/engine/sketch/heavy-hitters';
import { BaselineMismatchError } from '#core/monitoring/errors';
import { binCount, binOf, featureValue } from '#core/monitoring/reference-bins';
import { CATEGORY_VALUES, categorySketch, NUMBER_BINS, numberSketch } from './support/columns.ts';
import { expectSameColumn } from './support/same-sketch.ts';

const RUNS = { seed: 20261121, numRuns: 100 };

const numberCell = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -30, max: 40 }).map(String) },
  fc.constantFrom(
    '',
    ' ',
    'NaN',
    'Infinity',
    '-Infinity',
    '-0',
    '0',
    '1e-70',
    '-1e300',
    '5e-324',
    'km',
    '0x10',
  ),
);
const categoryCell = fc.constantFrom(
  'red',
  'blue',
  '',
  'violet',
  '\u00e9\u4e2d',
  '\ud800',
  '__proto__',
  'y'.repeat(200),
);

const columns = {
  number: {
    cells: fc.array(numberCell, { maxLength: 30 }),
    sketchOf: (cells: string[]) => numberSketch(cells),
  },
  category: {
    ...{
      cells: fc.array(categoryCell, { maxLength: 30 }),
      sketchOf: (cells: string[]) => categorySketch(cells),
    },
  },
};
const empties: Record<keyof typeof columns, FeatureSketch> = {
  number: emptyFeatureSketch({ kind: 'number', bins: NUMBER_BINS }),
  category: emptyFeatureSketch({ kind: 'category', values: CATEGORY_VALUES }),
};

describe.each(['number', 'category'] as const)('sketches of a %s', (kind) => {
  const { cells, sketchOf } = columns[kind];

  test('F-11 merge in any grouping and order into the sketch of all rows', () => {
    fc.assert(
      fc.property(cells, cells, cells, (one, two, three) => {
        const [a, b, c] = [sketchOf(one), sketchOf(two), sketchOf(three)];
        const whole = sketchOf([...one, ...two, ...three]);
        expectSameColumn(mergeFeatureSketches(mergeFeatureSketches(a, b), c), whole);
        expectSameColumn(mergeFeatureSketches(a, mergeFeatureSketches(b, c)), whole);
        expectSameColumn(mergeFeatureSketches(c, mergeFeatureSketches(b, a)), whole);
        // Two of them bit for bit, the sums as well.
        expect(mergeFeatureSketches(a, b)).toEqual(mergeFeatureSketches(b, a));
        expect(mergeFeatureSketches(a, empties[kind])).toEqual(a);
        expect(a).toEqual(sketchOf(one));
      }),
      RUNS,
    );
  });

  test('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(cells, (rows) => {
        expectSameColumn(sketchOf(rows.toReversed()), sketchOf(rows));
        expectSameColumn(sketchOf(rows.toSorted()), sketchOf(rows));
      }),
      RUNS,
    );
  });

  test('have every row in one bin', () => {
    fc.assert(
      fc.property(cells, (rows) => {
        expect(sketchOf(rows).bins.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
      }),
      RUNS,
    );
  });
});

test('numbers are counted in the bins that windows are judged in', () => {
  fc.assert(
    fc.property(columns.number.cells, (cells) => {
      const counts = new Float64Array(binCount(NUMBER_BINS));
      for (const cell of cells) counts[binOf(featureValue(cell), NUMBER_BINS)]! += 1;
      expect(numberSketch(cells).bins).toEqual(counts);
    }),
    RUNS,
  );
});

test('rows of exact sums merge bit for bit, the sums included', () => {
  const whole = fc.array(fc.integer({ min: -1e6, max: 1e6 }).map(String), { maxLength: 30 });
  const bins = { lowest: 0, edges: [0, 1, 2], isDiscrete: true };
  fc.assert(
    fc.property(whole, whole, (one, two) => {
      const merged = mergeFeatureSketches(numberSketch(one, bins), numberSketch(two, bins));
      expect(merged).toEqual(numberSketch([...two, ...one], bins));
    }),
    RUNS,
  );
});

test('F-07 sketches of other bins are refused', () => {
  const short = numberSketch(['1'], { lowest: 1, edges: [1], isDiscrete: true });
  expect(() => mergeFeatureSketches(numberSketch(['1']), short)).toThrow(BaselineMismatchError);
  expect(() => mergeFeatureSketches(numberSketch(['1']), categorySketch(['red']))).toThrow(
    BaselineMismatchError,
  );
});

test('up to 255 unknown values are counted exactly', () => {
  const names = Array.from({ length: MOST_HITTERS }, (_, at) => `name-${at}`);
  const merged = mergeFeatureSketches(categorySketch(names), categorySketch(names.slice(5)));
  expect(merged).toEqual(categorySketch([...names.slice(5), ...names]));
  expect(merged).toMatchObject({ unknown: { error: 0 } });
});
