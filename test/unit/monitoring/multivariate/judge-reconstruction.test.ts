import { expect, test } from 'vitest';
import { blockBand } from '#core/monitoring/multivariate/block-band';
import { judgeReconstruction } from '#core/monitoring/multivariate/judge-reconstruction';
import { rowScoreOf } from '#core/monitoring/row-scores/row-score';
import { addScore, emptyScoreCounts } from '#core/monitoring/row-scores/score-counts';
import { type Random, seededRandom } from '#core/random';

const scorer = {
  ...{ kind: 'reconstruction-error' as const, columns: [0, 1], centres: [0, 0], scales: [1, 1] },
  ...{ components: [[1, 0]], explained: 0.7 },
};
const DAYS = 28;
const ROWS_A_DAY = 20;

/** Days differ by more than chance, as they do where rows share their weather. */
const dayOf = (random: Random, rows: number) => {
  const level = 1 + random() + random();
  return Array.from({ length: rows }, () => level + random());
};
const judged = (seed: string, blockDays: number, rowsADay: number) => {
  const random = seededRandom(seed);
  const days = Array.from({ length: DAYS }, () => dayOf(random, ROWS_A_DAY));
  const score = rowScoreOf({
    ...{ name: 'x', scorer, scores: days.flat() },
    days: days.flatMap((rows, day) => rows.map(() => day)),
  });
  const counts = emptyScoreCounts(score);
  for (let day = 0; day < blockDays; day += 1) {
    for (const value of dayOf(random, rowsADay)) addScore(counts, score, value);
  }
  return judgeReconstruction(score, counts, blockDays)?.status;
};

test.each([
  ['28 blocks of a day', 1, ROWS_A_DAY],
  ['four blocks of a week', 7, ROWS_A_DAY],
  ['three blocks of nine days', 9, ROWS_A_DAY],
  ['four blocks of a week, and a window of few rows', 7, 3],
])('F-09 one window in a hundred like those of training is outside, by %s', (_, blockDays, rowsADay) => {
  const runs = 150;
  const outside = Array.from({ length: runs }, (_run, run) =>
    judged(`${blockDays}-${rowsADay}-${run}`, blockDays, rowsADay),
  );
  // The upper 1 % of a binomial distribution with a share of 1 %.
  expect(outside.filter((status) => status === 'outside').length).toBeLessThanOrEqual(5);
});

test('the band is where one more block lies: 3 sd are reached with many blocks', () => {
  const values = Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? 1 : -1));
  const tail = 0.001349898;
  expect(blockBand(values, { chance: tail })?.reach).toBeCloseTo(3, 1);
  expect(blockBand([1, 2], { chance: tail })).toBeUndefined();
  const wider = blockBand([1, 2, 3], { chance: tail, extraVariance: 1 })?.reach ?? 0;
  expect(wider).toBeGreaterThan(blockBand([1, 2, 3], { chance: tail })?.reach ?? 0);
});
