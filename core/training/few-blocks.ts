import { normalUpperQuantile } from '../statistics/normal-quantile.ts';
import { normalSurvival } from '../statistics/normal-survival.ts';
import { studentTUpperQuantile } from '../statistics/student-t-quantile.ts';
import { studentTSurvival } from '../statistics/student-t-survival.ts';

/** Fewer blocks say too little about how blocks differ, whatever the correction: one odd day decides. */
export const FEWEST_BLOCKS = 10;

/**
 * Level at which the percentiles of a block bootstrap are taken, so that the interval covers the level asked for.
 *
 * Percentiles of b blocks are too narrow twice: the spread among draws has the divisor b instead of b - 1, and they are those of
 * a normal law where the mean of so few wants Student's. The tails are therefore cut at
 *
 *   z = t sqrt(b / (b - 1)),   t from Student's t with b - 1 degrees of freedom,
 *
 * which is exact for means of normal blocks. It makes an interval 14 % wider with 14 blocks, 7 % with 28 and 2 % with 90. It
 * widens and does not shift: where a statistic is very skewed over blocks, bootstrap-t follows the skew, at the price of a
 * standard error in every draw.
 * @param level  two-sided, in (0, 1)
 * @param blocks that were drawn from
 * @returns at least `level`: 1 with a single block, `level` itself with Infinity, which asks for no correction
 * @example expandedLevel(0.95, Infinity) // 0.95
 * @example expandedLevel(0.95, 14).toFixed(6) // '0.975033'
 * @see Hesterberg (2015), What teachers should know about the bootstrap, 5.3: expanded percentiles
 */
export function expandedLevel(level: number, blocks: number): number {
  if (blocks === Number.POSITIVE_INFINITY) return level;
  if (blocks < 2) return 1;
  const t = studentTUpperQuantile((1 - level) / 2, blocks - 1);
  return 1 - 2 * normalSurvival(t * Math.sqrt(blocks / (blocks - 1)));
}

/**
 * The one-sided p-value that goes with expanded percentiles: at most a exactly where an interval of the level 1 - 2a leaves 0 out.
 * @param pValue one-sided, the share of draws, in (0, 1]
 * @returns in [0, 1]; 1 with a single block, `pValue` itself with Infinity
 * @example expandedPValue(0.02, Infinity) // 0.02
 * @example expandedPValue((1 - expandedLevel(0.9, 12)) / 2, 12).toFixed(9) // '0.050000000'
 */
export function expandedPValue(pValue: number, blocks: number): number {
  if (blocks === Number.POSITIVE_INFINITY || pValue >= 1) return pValue;
  if (blocks < 2) return 1;
  return studentTSurvival(normalUpperQuantile(pValue) * Math.sqrt((blocks - 1) / blocks), blocks - 1);
}
