import type { RowScore } from '../row-scores/row-score.ts';
import { type ScoreCounts, scoreMean } from '../row-scores/score-counts.ts';
import type { MultivariateSection } from '../sections/multivariate.ts';

export type ReconstructionVerdict = NonNullable<MultivariateSection['reconstruction']>;

/** Standard deviations that blocks may lie from their mean: one in 370 does by chance, were they normal. */
const WIDTH = 3;
/** Fewer blocks do not show how much blocks differ. */
const LEAST_BLOCKS = 3;
/** Smaller blocks say more about chance than about time. */
const LEAST_BLOCK_ROWS = 30;

/**
 * Is the window's mean reconstruction error where the means of blocks of the training rows lie, which are as long as
 * the window? The band is their mean -+ 3 sd. A window with fewer rows n than a block has, m, has a noisier mean, so
 *
 *   sd^2 = variance between blocks + variance of rows x max (0, 1/n - 1/m).
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
  if (blocks.length < LEAST_BLOCKS)
    return { ...figures, noiseLow: meanBefore, noiseHigh: meanBefore, status: 'inconclusive' };
  const middle = mean(blocks.map((block) => block.mean));
  const between = blocks.reduce((sum, block) => sum + (block.mean - middle) ** 2, 0) / (blocks.length - 1);
  const fewer = Math.max(0, 1 / now.rows - 1 / mean(blocks.map(({ rows }) => rows)));
  const reach = WIDTH * Math.sqrt(between + deviationBefore ** 2 * fewer);
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
