import { expect, test } from 'vitest';
import { judgeDomain } from '#core/monitoring/multivariate/domain-classifier';
import { type Random, seededRandom } from '#core/random';
import { relatedRow } from '../support/related-rows.ts';

const NAMES = ['speed', 'power', 'load'];
const drawn = (seed: string, rows: number, draw: (random: Random) => readonly number[]) => {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => draw(random));
};
const alike = (random: Random) => relatedRow(random, 0.5);

test('F-09 samples of one world are called different no more often than one in forty', () => {
  const runs = 60;
  let [different, above, sum] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const { auc, low, status } = judgeDomain(
      drawn(`b${run}`, 120, alike),
      drawn(`n${run}`, 120, alike),
      NAMES,
    );
    if (status === 'different') different += 1;
    if (low > 0.5) above += 1;
    sum += auc;
  }
  expect(different / runs).toBeLessThanOrEqual(0.025);
  // The interval alone, without the floor, holds its level within what 60 runs can tell.
  expect(above / runs).toBeLessThanOrEqual(0.07);
  expect(sum / runs).toBeCloseTo(0.5, 1);
});

test('a feature that moved is named as what tells the rows apart', () => {
  const moved = (random: Random) => alike(random).map((value, at) => (at === 2 ? value + 1 : value));
  const verdict = judgeDomain(drawn('b', 400, alike), drawn('n', 400, moved), NAMES);
  expect(verdict).toMatchObject({ status: 'different', rowsBefore: 400, rowsNow: 400 });
  expect(verdict.telling[0]).toBe('load');
  // Two normal distributions one standard deviation apart: the best classifier has 0.76.
  expect(verdict.low).toBeLessThan(0.76);
  expect(verdict.high).toBeGreaterThan(0.7);
});

test('F-08 what went missing tells the rows apart, and whole columns of one value do not', () => {
  const gone = (random: Random) => alike(random).map((value, at) => (at === 0 ? Number.NaN : value));
  expect(judgeDomain(drawn('b', 200, alike), drawn('n', 200, gone), NAMES)).toMatchObject({
    ...{ auc: 1, low: 1, high: 1, status: 'different', telling: ['speed'] },
  });
  const constant = () => [1, Number.NaN, 2];
  expect(judgeDomain(drawn('b', 200, constant), drawn('n', 200, constant), NAMES)).toMatchObject({
    ...{ auc: 0.5, status: 'alike' },
  });
});

test('F-09 fewer than a hundred rows on a side are inconclusive', () => {
  const verdict = judgeDomain(drawn('b', 1000, alike), drawn('n', 99, alike), NAMES);
  expect(verdict).toEqual({
    ...{ auc: 0.5, low: 0, high: 1, rowsBefore: 1000, rowsNow: 99, status: 'inconclusive', telling: [] },
  });
});
