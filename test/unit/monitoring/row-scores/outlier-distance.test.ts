import { expect, test } from 'vitest';
import {
  compileOutlierDistance,
  fitOutlierDistance,
  type OutlierDistance,
} from '#core/monitoring/row-scores/outlier-distance';
import { seededRandom } from '#core/random';
import { relatedRow } from '../support/related-rows.ts';

const drawn = (seed: string, rows: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => [...relatedRow(random, 0.8)]);
};
const fit = (rows: readonly (readonly number[])[]): OutlierDistance => {
  const scorer = fitOutlierDistance([0, 1, 2].map((at) => rows.map((row) => row[at] ?? Number.NaN)));
  if (scorer === undefined) throw new Error('nothing varies');
  return scorer;
};
const distance = (scorer: OutlierDistance, row: readonly number[]) =>
  compileOutlierDistance(scorer)(Float64Array.from(row), Number.NaN);

test('planted outliers among the training rows neither hide themselves nor move the usual rows', () => {
  const clean = drawn('clean', 1000);
  const planted = clean.map((row, at) => (at % 10 === 0 ? row.map((value) => value + 50) : row));
  const scorer = fit(planted);
  const before = fit(clean);
  const ratios = clean.map((row) => distance(scorer, row) / distance(before, row));
  ratios.sort((a, b) => a - b);
  expect(ratios[500]).toBeGreaterThan(0.75);
  expect(ratios[500]).toBeLessThan(1.25);
  const nearest = Math.min(...planted.filter((_, at) => at % 10 === 0).map((row) => distance(scorer, row)));
  const farthest = Math.max(...planted.filter((_, at) => at % 10 !== 0).map((row) => distance(scorer, row)));
  expect(nearest).toBeGreaterThan(3 * farthest);
});

test('one training row in a hundred lies beyond the threshold, and order and units do not matter', () => {
  const rows = drawn('rows', 2000);
  const scorer = fit(rows);
  const beyond = rows.filter((row) => distance(scorer, row) > scorer.threshold);
  expect(beyond).toHaveLength(20);
  const inOtherUnits = rows.toReversed().map(([speed = 0, ...others]) => [3.6 * speed + 100, ...others]);
  expect(fit(inOtherUnits).threshold).toBeCloseTo(scorer.threshold, 9);
});

test('F-08 rare categories, collinear columns, missing and infinite cells have finite distances', () => {
  const rows = drawn('rows', 500).map(([speed = 0], at) => [speed, 2 * speed, at % 100 === 0 ? 1 : 0]);
  const scorer = fit(rows);
  for (const row of [[Number.NaN, 1, 0], [1, Number.POSITIVE_INFINITY, 1], [1e300, -1e300, 0], rows[0] ?? []])
    expect(Number.isFinite(distance(scorer, row))).toBe(true);
  expect(distance(scorer, [0.1, 0.2, 1])).toBeGreaterThan(distance(scorer, [0.1, 0.2, 0]));
  expect(distance(scorer, [1, -2, 0])).toBeGreaterThan(scorer.threshold);
});
