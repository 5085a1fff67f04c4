import { studentTUpperQuantile } from '../../statistics/student-t-quantile.ts';
import type { BlockMean } from './block-mean.ts';

export interface MeanDifference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Fewer blocks say too little of how far blocks lie apart. */
export const LEAST_BLOCKS = 5;

/**
 * How far a mean has moved, with Welch's interval: the two variances add, and the degrees of freedom are
 *
 *   (v + w)^2 / (v^2 / (B - 1) + w^2 / (C - 1))
 *
 * for v and w the variances of the two means over B and C blocks.
 * @param tail what the interval leaves out on each side, in (0, 0.5)
 * @returns undefined with fewer than LEAST_BLOCKS blocks on a side, or where a mean is no number
 * @example meanDifference({ mean: 3, variance: 0, rows: 9, blocks: 9 }, { mean: 1, variance: 0, rows: 9, blocks: 9 }, 0.05) // { value: 2, low: 2, high: 2 }
 * @see Welch (1947), The generalization of Student's problem when several different population variances are involved
 */
export function meanDifference(now: BlockMean, before: BlockMean, tail: number): MeanDifference | undefined {
  const value = now.mean - before.mean;
  if (Math.min(now.blocks, before.blocks) < LEAST_BLOCKS || !Number.isFinite(value)) return undefined;
  const variance = now.variance + before.variance;
  if (variance === 0) return { value, low: value, high: value };
  const freedom =
    variance ** 2 / (now.variance ** 2 / (now.blocks - 1) + before.variance ** 2 / (before.blocks - 1));
  const reach = studentTUpperQuantile(tail, freedom) * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}
