import { normalUpperQuantile } from '../../statistics/normal-quantile.ts';
import { studentTUpperQuantile } from '../../statistics/student-t-quantile.ts';

/** Fewer blocks do not show how much blocks differ. */
const LEAST_BLOCKS = 3;

export interface BlockBand {
  readonly middle: number;
  readonly reach: number;
}

/**
 * Where one more block would lie, were it like those that are known: the prediction interval of a normal variable,
 *
 *   mean -+ t(n - 1) sd sqrt (1 + 1/n).
 *
 * Three standard deviations, as usual on control charts, are that for many blocks; with three blocks one window in
 * ten would lie beyond them by chance, since so few say little of their own spread. The band is wider then, as it
 * must be for false alarms to stay what they are said to be.
 * @param values one a block
 * @param facts.chance        that a block like the others lies beyond either end, in (0, 0.5)
 * @param facts.extraVariance of the new value beside what blocks have. Default: 0
 * @returns undefined with fewer than three blocks
 * @example blockBand([1, 2, 3], { chance: 0.25 })?.reach.toFixed(6) // '0.942809'
 * @see Hahn and Meeker (1991), Statistical intervals, 4.8
 */
export function blockBand(
  values: readonly number[],
  { chance, extraVariance = 0 }: { readonly chance: number; readonly extraVariance?: number },
): BlockBand | undefined {
  const blocks = values.length;
  if (blocks < LEAST_BLOCKS) return undefined;
  const middle = values.reduce((sum, value) => sum + value, 0) / blocks;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const variance = (squares / (blocks - 1)) * (1 + 1 / blocks);
  const [few, many] = [studentTUpperQuantile(chance, blocks - 1), normalUpperQuantile(chance)];
  return { middle, reach: Math.sqrt(few * few * variance + many * many * extraVariance) };
}
