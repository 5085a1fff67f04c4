import { studentTUpperQuantile } from '../../statistics/student-t-quantile.ts';
import { type Estimate, NOT_DEFINED } from './difference-of-shares.ts';

/** Values of one group, summed up. */
export interface Moments {
  readonly rows: number;
  readonly mean: number;
  /** Sum of squared distances from the mean. */
  readonly squares: number;
}

/**
 * Mean and spread in two passes, so that a large mean costs no digits.
 * @example momentsOf([1, 2, 3]) // { rows: 3, mean: 2, squares: 2 }
 */
export function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...{ rows: values.length, mean },
    squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
  };
}

/**
 * Difference of two means of independent rows, with Welch's interval: groups may differ in spread. With v = variance / rows,
 *
 *   difference +- t sqrt(v + w),   t of (v + w)^2 / (v^2 / (rows - 1) + w^2 / (rows - 1)) degrees of freedom.
 *
 * Good from some 30 rows a side on, or from few where values are nearly normal.
 * @param level confidence, in (0, 1)
 * @returns group - reference in the values' unit; null when a side has no rows; without interval when one has fewer than two,
 *   or neither has any spread
 * @example differenceOfMeans(momentsOf([1, 3]), momentsOf([1, 1]), 0.95).value // 1
 * @see Welch (1947), The generalization of Student's problem when several different population variances are involved
 */
export function differenceOfMeans(group: Moments, reference: Moments, level: number): Estimate {
  if (group.rows === 0 || reference.rows === 0) return NOT_DEFINED;
  const value = group.mean - reference.mean;
  const alone = { value, low: null, high: null };
  if (group.rows < 2 || reference.rows < 2) return alone;
  const [own, theirs] = [group, reference].map(({ rows, squares }) => squares / (rows - 1) / rows);
  const variance = (own ?? 0) + (theirs ?? 0);
  if (!(variance > 0)) return alone;
  // Shares of the variance: their squares stay numbers where those of tiny variances would not.
  const [share, other] = [(own ?? 0) / variance, (theirs ?? 0) / variance];
  const degreesOfFreedom = 1 / (share ** 2 / (group.rows - 1) + other ** 2 / (reference.rows - 1));
  const half = studentTUpperQuantile((1 - level) / 2, degreesOfFreedom) * Math.sqrt(variance);
  return { value, low: value - half, high: value + half };
}
