import type { ReferenceBins } from '#core/monitoring/reference-bins';
import { centreOf, type NumberSketch } from './number-sketch.ts';

export interface Moments {
  readonly mean: number;
  /** Standard deviation with n - 1; 0 for a single value. */
  readonly deviation: number;
}

/**
 * Mean and standard deviation of the finite values:
 *
 *     mean = centre + sum / n,   deviation = sqrt((squares - sum^2 / n) / (n - 1))
 *
 * @returns null without a finite value, and where the sums have left the range of a double
 * @see Chan, Golub and LeVeque (1983), Algorithms for computing the sample variance: shifted data
 */
export function momentsOf({ count, sum, squares }: NumberSketch, bins: ReferenceBins): Moments | null {
  if (count === 0 || !Number.isFinite(sum) || !Number.isFinite(squares)) return null;
  const spread = Math.max(0, squares - (sum / count) * sum);
  return { mean: centreOf(bins) + sum / count, deviation: count === 1 ? 0 : Math.sqrt(spread / (count - 1)) };
}

/** Half the distance from 1 to the next double. */
const ROUNDING = 2 ** -53;

/**
 * How far the sums of two sketches of the same rows can lie apart, by the order of their additions alone: each
 * addition errs by 2^-53 of what it gives, and n of them by n times the sum of the absolute values. That sum is at
 * most sqrt(n squares). Two orders, so twice; and once more for the rounding of the terms themselves.
 *
 * @returns bounds on the difference of `sum` and of `squares`, infinite where a sum has left the range of a double
 * @example sumTolerance({ count: 4, squares: 16 }).squares === 64 * 3 * 2 ** -53 // true
 * @see Higham (2002), Accuracy and stability of numerical algorithms, section 4.2
 */
export function sumTolerance({ count, squares }: Pick<NumberSketch, 'count' | 'squares'>): {
  readonly sum: number;
  readonly squares: number;
} {
  if (!Number.isFinite(squares)) return { sum: Infinity, squares: Infinity };
  const each = 3 * count * ROUNDING;
  return { sum: each * Math.sqrt(count * squares), squares: each * squares };
}
