import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ColumnProfile, type DatasetProfile, mergeProfiles } from '#core/data/profile';
import { datasetProfileSchema } from '#core/data/upload-facts';
import { ColumnTallies } from '#core/engine/csv/column-tallies';

const unbounded = { isNullable: true, minimum: -Infinity, maximum: Infinity };
const VALUE = { name: 'value', type: 'number', ...unbounded } as const;
const KIND = { name: 'kind', type: 'string', ...unbounded } as const;

function columnOf(column: typeof VALUE | typeof KIND, cells: readonly string[]): ColumnProfile | undefined {
  const tallies = new ColumnTallies([column]);
  for (const cell of cells) tallies.addText(0, cell);
  return tallies.finish()[0];
}

function profileOf(rows: readonly (readonly [string, string, string])[]): DatasetProfile {
  const tallies = new ColumnTallies([VALUE, KIND]);
  for (const [value, kind] of rows) [value, kind].forEach((cell, at) => tallies.addText(at, cell));
  const times: readonly string[] = rows.map(([, , time]) => time).sort();
  return {
    rows: rows.length,
    minEventTime: times[0] ?? '',
    maxEventTime: times.at(-1) ?? '',
    columns: tallies.finish(),
  };
}

const number = fc.oneof(
  fc.constant(''),
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.double({ min: 1e6, max: 1e7, noNaN: true }).map(String),
);
const kind = fc.oneof(
  fc.constantFrom('', 'bus', 'tram', 'constructor', '\u{1f600}'),
  fc.nat(150).map((n) => `k${n}`),
);
const time = fc.integer({ min: 10, max: 28 }).map((day) => `2024-05-${day}T10:00:00Z`);
const rows = fc.array(fc.tuple(number, kind, time), { maxLength: 200 });

function expectClose(actual: ColumnProfile, expected: ColumnProfile | undefined): void {
  if (expected === undefined) expect.fail('a column is missing');
  const { numeric, ...rest } = actual;
  expect(rest).toEqual({ ...expected, numeric: undefined });
  if (expected.numeric === undefined) {
    expect(numeric).toBeUndefined();
    return;
  }
  const scale = Math.max(1, Math.abs(expected.numeric.maximum), Math.abs(expected.numeric.minimum));
  expect([numeric?.minimum, numeric?.maximum]).toEqual([expected.numeric.minimum, expected.numeric.maximum]);
  expect(Math.abs((numeric?.mean ?? Number.NaN) - expected.numeric.mean) / scale).toBeLessThan(1e-10);
  expect(Math.abs((numeric?.m2 ?? Number.NaN) - expected.numeric.m2) / (scale * scale)).toBeLessThan(1e-8);
}

test('the profile of two parts together is the merge of their profiles', () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const together = profileOf([...a, ...b]);
      const merged = mergeProfiles(profileOf(a), profileOf(b));
      expect({ ...merged, columns: [] }).toEqual({ ...together, columns: [] });
      merged.columns.forEach((column, at) => expectClose(column, together.columns[at]));
    }),
    { numRuns: 300 },
  );
});

test('merging is associative and commutative but for rounding', () => {
  fc.assert(
    fc.property(rows, rows, rows, (...parts) => {
      const [a, b, c] = parts.map(profileOf) as [DatasetProfile, DatasetProfile, DatasetProfile];
      const left = mergeProfiles(mergeProfiles(a, b), c);
      const right = mergeProfiles(c, mergeProfiles(b, a));
      left.columns.forEach((column, at) => expectClose(column, right.columns[at]));
    }),
  );
});

test('a large mean does not swallow a small spread', () => {
  const cells = [4, 7, 13, 16].map((offset) => String(1e9 + offset));
  expect(columnOf(VALUE, cells)?.numeric).toEqual({
    minimum: 1e9 + 4,
    maximum: 1e9 + 16,
    mean: 1e9 + 10,
    m2: 90,
  });
});

test('text in a numeric column, where it is only warned about, is no value', () => {
  expect(columnOf(VALUE, ['1', 'abc', '', '3'])).toMatchObject({
    count: 2,
    missing: 2,
    numeric: { mean: 2 },
  });
});

test('more than a hundred values are counted, not listed', () => {
  const cells = Array.from({ length: 101 }, (_, value) => `k${value}`);
  expect(columnOf(KIND, cells)).toEqual({ name: 'kind', count: 101, missing: 0 });
});

test('A-16 values with the names of Object.prototype are values, through JSON too', () => {
  const hostile = ['__proto__', 'constructor', 'toString', '__proto__'];
  const profile = profileOf(hostile.map((value) => ['1', value, '2024-05-01T10:00:00Z'] as const));
  const stored = datasetProfileSchema.parse(JSON.parse(JSON.stringify(profile))) as DatasetProfile;
  const values = mergeProfiles(stored, profile).columns[1]?.values;
  expect(values).toEqual([
    ['__proto__', 4],
    ['constructor', 2],
    ['toString', 2],
  ]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('A-16 a column with a value of 64 KB has no categories, on whichever side of a merge', () => {
  const short = profileOf([['1', 'bus', '2024-05-10T10:00:00Z']]);
  const long = profileOf([['1', 'v'.repeat(65_536), '2024-05-10T10:00:00Z']]);
  expect(long.columns[1]).toEqual({ name: 'kind', count: 1, missing: 0 });
  expect(mergeProfiles(short, long).columns[1]).toEqual({ name: 'kind', count: 2, missing: 0 });
  expect(mergeProfiles(long, short).columns[1]).toEqual({ name: 'kind', count: 2, missing: 0 });
});
