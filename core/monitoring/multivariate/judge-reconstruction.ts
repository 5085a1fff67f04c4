import type { RowScore } from '../row-scores/row-score.ts';
import { scoreMean } from '../row-scores/score-counts.ts';
import type { ScoreCounts } from '../stored-sketch.ts';
import type { MultivariateSection } from '../sections/multivariate.ts';
import { blockBand } from './block-band.ts';

export type ReconstructionVerdict = NonNullable<MultivariateSection['reconstruction']>;

/** Of a window like the blocks of training to lie above the band, and of one to lie below. */
const CHANCE = 0.005;
/** Smaller blocks say more about chance than about time. */
const LEAST_BLOCK_ROWS = 30;

/**
 * Is the window's mean reconstruction error where the means of blocks of the training rows lie, which are as long as
 * the window? The band holds 99 % of such blocks (block-band.ts). A window with fewer rows n than a block has, m, has
 * a noisier mean: variance of rows x (1/n - 1/m) is added to theirs.
 *
 * Below the band is outside as well: rows that became too regular are another world, too.
 * @param score  what the training rows scored
 * @param window what the window's rows scored
 * @returns undefined when no row of the window has a score
 * @see NannyML documentation, Multivariate drift: data reconstruction with PCA
 */
export function judgeReconstruction(
  score: RowScore,
  window: ScoreCounts,
  windowDays: number,
): ReconstructionVerdict | undefined {
  const { scorer, unit, meanBefore, deviationBefore } = score;
  const now = scoreMean(window, unit);
  if (scorer.kind !== 'reconstruction-error' || now.mean === null || meanBefore === null) return undefined;
  const blocks = blocksOf(score, windowDays);
  const figures = { components: scorer.components.length, meanBefore, meanNow: now.mean };
  const blockRows = blocks.reduce((sum, { rows }) => sum + rows, 0) / blocks.length;
  const band = blockBand(
    blocks.map((block) => block.mean),
    { chance: CHANCE, extraVariance: deviationBefore ** 2 * Math.max(0, 1 / now.rows - 1 / blockRows) },
  );
  if (band === undefined)
    return { ...figures, noiseLow: meanBefore, noiseHigh: meanBefore, status: 'inconclusive' };
  const { middle, reach } = band;
  const isOutside = Math.abs(now.mean - middle) > reach;
  return {
    ...figures,
    noiseLow: Math.max(0, middle - reach),
    noiseHigh: middle + reach,
    status: isOutside ? 'outside' : 'within',
  };
}

interface Block {
  readonly rows: number;
  readonly mean: number;
}

/** Whole blocks of consecutive days from the first training day on that have rows enough. */
function blocksOf({ column, daySums, unit }: RowScore, windowDays: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let start = 0; start + windowDays <= column.days.length; start += windowDays) {
    let [rows, sum] = [0, 0];
    for (let day = start; day < start + windowDays; day += 1) {
      rows += rowsOf(column.days[day] ?? []);
      sum += daySums[day] ?? 0;
    }
    if (rows >= LEAST_BLOCK_ROWS) blocks.push({ rows, mean: (sum / rows / 1e6) * unit });
  }
  return blocks;
}

/** Rows of a day that have a score: the last group is the missing ones'. */
function rowsOf(groups: readonly number[]): number {
  return groups.slice(0, -1).reduce((sum, count) => sum + count, 0);
}
