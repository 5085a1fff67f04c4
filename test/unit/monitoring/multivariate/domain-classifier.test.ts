import { expect, test } from 'vitest';
import { judgeDomain } from '#core/monitoring/multivariate/domain-classifier';
import { domainLimit, fitDomainNoise } from '#core/monitoring/multivariate/domain-noise';
import { type Random, seededRandom } from '#core/random';
import { relatedRow } from '../support/related-rows.ts';

/** Stretches of training that do not differ. */
const FACTS = { names: ['speed', 'power', 'load'], limit: 0.5 };
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
      FACTS,
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
  const verdict = judgeDomain(drawn('b', 400, alike), drawn('n', 400, moved), FACTS);
  expect(verdict).toMatchObject({ status: 'different', rowsBefore: 400, rowsNow: 400 });
  expect(verdict.telling[0]).toBe('load');
  // Two normal distributions one standard deviation apart: the best classifier has 0.76.
  expect(verdict.low).toBeLessThan(0.76);
  expect(verdict.high).toBeGreaterThan(0.7);
});

test('F-08 what went missing tells the rows apart, and whole columns of one value do not', () => {
  const gone = (random: Random) => alike(random).map((value, at) => (at === 0 ? Number.NaN : value));
  expect(judgeDomain(drawn('b', 200, alike), drawn('n', 200, gone), FACTS)).toMatchObject({
    ...{ auc: 1, low: 1, high: 1, status: 'different', telling: ['speed'] },
  });
  const constant = () => [1, Number.NaN, 2];
  expect(judgeDomain(drawn('b', 200, constant), drawn('n', 200, constant), FACTS)).toMatchObject({
    ...{ auc: 0.5, status: 'alike' },
  });
});

test('F-09 fewer than a hundred rows on a side are inconclusive', () => {
  const verdict = judgeDomain(drawn('b', 1000, alike), drawn('n', 99, alike), FACTS);
  expect(verdict).toEqual({
    ...{ auc: 0.5, low: 0, high: 1, rowsBefore: 1000, rowsNow: 99, status: 'inconclusive', telling: [] },
  });
});

/** Rows of a day share their `load`; days themselves are drawn alike for ever. */
const ofDay = (seed: string, day: number) => {
  const load = 3 * (seededRandom(`${seed}-${day}`)() - 0.5);
  return drawn(`${seed}-rows-${day}`, 40, (random) => [...alike(random).slice(0, 2), load]);
};

test('F-09 rows that share their day differ from any other days: no more than those of training is alike', () => {
  const training = Array.from({ length: 60 }, (_, day) => ofDay('training', day));
  const columns = [0, 1, 2].map((at) => training.flat().map((row) => row[at] ?? 0));
  const days = training.flatMap((rows, day) => rows.map(() => day));
  const noise = fitDomainNoise(columns, days, 10);
  expect(noise.areas).toHaveLength(6);
  const limit = domainLimit(noise, 10);
  const window = Array.from({ length: 10 }, (_, day) => ofDay('window', day)).flat();
  const verdict = judgeDomain(training.flat().slice(0, 1000), window, { ...FACTS, limit });
  expect(verdict.low).toBeGreaterThan(0.6);
  expect(verdict).toMatchObject({ status: 'alike', telling: [] });
});

test('blocks of training of another length, or fewer than three, leave a window inconclusive', () => {
  const areas = [0.6, 0.7, 0.65];
  expect(domainLimit({ windowDays: 30, areas }, 28)).toBeGreaterThan(0.7);
  expect(domainLimit({ windowDays: 30, areas }, 7)).toBeUndefined();
  expect(domainLimit({ windowDays: 30, areas: areas.slice(1) }, 30)).toBeUndefined();
  expect(domainLimit({ windowDays: 30, areas: [1, 1, 1] }, 30)).toBeLessThan(1);
  const shifted = drawn('n', 200, (random) => alike(random).map((value) => value + 5));
  const verdict = judgeDomain(drawn('b', 200, alike), shifted, { ...FACTS, limit: undefined });
  expect(verdict).toMatchObject({ auc: 1, status: 'inconclusive' });
  expect(verdict).not.toHaveProperty('limit');
});
