import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importStatistics } from '#core/monitoring/model-monitor/baseline-columns';
import {
  BadModelMonitorFileError,
  ContradictoryStatisticsError,
} from '#core/monitoring/model-monitor/errors';
import { jsonFault } from '#core/monitoring/model-monitor/json-fault';
import { readStatistics } from '#core/monitoring/model-monitor/statistics';
import { binCount } from '#core/monitoring/reference-bins';
import { refused } from './support/refused.ts';

const TEXT = readFileSync('test/fixtures/model-monitor/statistics.json', 'utf8');
const read = (text: string) => readStatistics({ name: 'statistics.json', text });
const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

/** A file of one column of numbers. */
function column(statistics: object, rows = 100): string {
  const features = [{ name: 'x', inferred_type: 'Fractional', numerical_statistics: statistics }];
  return JSON.stringify({ version: 0, dataset: { item_count: rows }, features });
}
const present = (rows: number) => ({ common: { num_present: rows, num_missing: 0 } });

describe('a statistics.json', () => {
  const imported = importStatistics(read(TEXT));
  const of = (name: string) => imported.columns.find((one) => one.name === name);

  test('gives a sketch by its weighted values, every present and missing row in a bin', () => {
    expect(of('distance')).toMatchObject({
      bins: { lowest: 0.5, edges: [1, 2, 3, 4, 5, 6, 7, 8], isDiscrete: true },
      // 4 x 1 + 2 x 2 + 2 x 4 = 16 stand for 960 rows.
      counts: [0, 60, 60, 60, 60, 120, 120, 240, 240, 0, 40],
      days: [],
    });
  });

  test('gives buckets as they are where there is no sketch', () => {
    expect(of('stops')).toMatchObject({
      bins: { lowest: 0, edges: [10, 20, 30], isDiscrete: false },
      counts: [0, 700, 200, 100, 0, 0],
    });
    expect(of('constant')).toMatchObject({
      bins: { lowest: 7, edges: [7], isDiscrete: true },
      counts: [0, 1000, 0, 0],
    });
    expect(of('empty')).toMatchObject({ bins: { lowest: null, edges: [] }, counts: [0, 0, 1000] });
  });

  test('gives the values of text, whatever they are', () => {
    expect(imported.categories).toEqual([
      {
        ...{ name: 'carrier', present: 990, missing: 10 },
        values: [
          { value: 'AA', count: 600 },
          { value: '__proto__', count: 380 },
        ],
      },
    ]);
  });

  test('says what it does not know', () => {
    expect(imported.unknown).toEqual([
      'no days of training: thresholds cannot be calibrated, and each is the smallest that is allowed',
      'distance: bins from a sketch with k = 2048, so counts are approximate',
      'stops: 3 buckets in place of 250 bins, so changes inside one are not seen',
      'constant: 1 buckets in place of 250 bins, so changes inside one are not seen',
      'moments only: no distribution, so nothing can be compared with it',
      'carrier: 2 of 3 values are listed',
      'unheard of: type Unknown, without statistics of numbers or text',
    ]);
  });

  test('may begin with a mark of the byte order, and hold members of ones own', () => {
    expect(read(`\uFEFF${TEXT}`).features).toHaveLength(7);
    const own = JSON.stringify({ dataset: { item_count: 0, own: 1 }, features: [], own: [] });
    expect(importStatistics(read(own))).toEqual({ rows: 0, columns: [], categories: [], unknown: [] });
  });

  test('of a sketch that was never compacted is exact, in at most 250 bins', () => {
    const values = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 5000);
    const kll = { buckets: [], sketch: { parameters: { c: 0.64, k: 8192 }, data: [values] } };
    const text = column({ ...present(5000), distribution: { kll } }, 5000);
    const { columns, unknown } = importStatistics(read(text));
    const [x] = columns;
    expect(x?.bins.edges.slice(0, 3)).toEqual([19, 39, 59]);
    expect(x?.bins.edges).toHaveLength(249);
    expect(new Set(x?.counts.slice(1, -1))).toEqual(new Set([20]));
    expect(unknown).toHaveLength(1);
  });
});

test('whatever a sketch holds, its bins rise and its counts are the rows', () => {
  const levels = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 60 }), { maxLength: 5 });
  fc.assert(
    fc.property(levels, fc.nat({ max: 10_000 }), fc.nat({ max: 50 }), (data, rows, missing) => {
      const common = { num_present: rows, num_missing: missing };
      const statistics = { common, distribution: { kll: { sketch: { data } } } };
      for (const { bins, counts } of importStatistics(read(column(statistics))).columns) {
        expect(counts).toHaveLength(binCount(bins));
        expect(sumOf(counts)).toBe(rows + missing);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
        expect(bins.edges.every((edge, index) => index === 0 || edge > (bins.edges[index - 1] ?? edge))).toBe(
          true,
        );
      }
    }),
    { numRuns: 100 },
  );
});

describe('a file that is none is refused with its place', () => {
  test.each([
    ['', 'statistics.json:1:1', 'the end of the file'],
    ['[]', 'statistics.json:1:1', '[]'],
    ['{"dataset": {"item_count": 1},\n "features": [NaN]}', 'statistics.json:2:15', /NaN/],
    ['{"dataset": {"item_count": -1}, "features": []}', 'statistics.json:1:28 dataset.item_count', '-1'],
    [
      '{"dataset": {"item_count": 1},\n "features": [{"name": "a", "inferred_type": "String"},\n  {"name": 5, "inferred_type": "x"}]}',
      'statistics.json:3:12 features[1].name',
      '5',
    ],
    [TEXT.slice(0, TEXT.indexOf('"numerical')), 'statistics.json:10:7', 'the end of the file'],
    ['{"dataset": {} "features": []}', 'statistics.json:1:16', '"features": []}'],
    ['{"dataset": {}}]', 'statistics.json:1:16', ']'],
  ])('%j', (text, where, received) => {
    const error = refused(() => read(text), BadModelMonitorFileError);
    const matches = (pattern: string | RegExp): unknown =>
      typeof pattern === 'string' ? pattern : expect.stringMatching(pattern);
    expect(error.facts).toMatchObject({ where: matches(where), received: matches(received) });
  });

  test('also one that is well formed and contradicts itself', () => {
    const bucket = (lower: number, upper: number) => ({ lower_bound: lower, upper_bound: upper, count: 1 });
    const twice = JSON.parse(TEXT) as { features: object[] };
    twice.features.push(twice.features[0] ?? {});
    for (const text of [
      JSON.stringify(twice),
      column({ ...present(2), distribution: { kll: { buckets: [bucket(0, 2), bucket(1, 3)] } } }),
      column({ ...present(1), distribution: { kll: { buckets: [bucket(2, 1)] } } }),
    ]) {
      const { facts } = refused(() => read(text), ContradictoryStatisticsError);
      expect(facts.where).toMatch(/^statistics\.json:1:\d+ features\[\d\]/);
    }
  });
});

test('whatever is JSON has no fault, and what is cut off ends where it is cut', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, indent) => {
      const text = JSON.stringify({ value }, undefined, indent % 3);
      expect(jsonFault(text)).toBe(text.length);
      expect(jsonFault(text.slice(0, -1))).toBe(text.trimEnd().length - 1);
    }),
  );
});
