import { rowsOf } from './divergence.ts';

/** Of the values of a column, in a form that merges. */
export interface Moments {
  readonly rows: number;
  readonly mean: number;
  /** Sums over the rows of the second, third and fourth power of value - mean. */
  readonly squares: number;
  readonly cubes: number;
  readonly fourths: number;
}

/**
 * Moments of counts, with every row at its bin's position: exact for columns of few values, whose edges are their
 * values; for others the mean is off by at most the width of a bin.
 * @param counts    rows per bin without the missing ones, shape (bins,)
 * @param positions one value a bin, as binPositions gives them
 * @example binnedMoments([1, 1], [1, 3]) // { rows: 2, mean: 2, squares: 2, cubes: 0, fourths: 2 }
 * @see mergeMoments for columns that were counted in parts
 */
export function binnedMoments(counts: readonly number[], positions: readonly number[]): Moments {
  const rows = rowsOf(counts);
  if (rows === 0) return NONE;
  const filled = counts.flatMap((count, bin): (readonly [number, number])[] =>
    count > 0 ? [[count, positions[bin] ?? 0]] : [],
  );
  const [, origin = 0] = filled[0] ?? [];
  // From the first value on: a mean that is large against the spread keeps its digits, and a constant its value.
  const mean = origin + filled.reduce((sum, [count, value]) => sum + (count / rows) * (value - origin), 0);
  const power = (exponent: number) =>
    filled.reduce((sum, [count, value]) => sum + count * (value - mean) ** exponent, 0);
  return { rows, mean, squares: power(2), cubes: power(3), fourths: power(4) };
}

const NONE: Moments = { rows: 0, mean: 0, squares: 0, cubes: 0, fourths: 0 };

/**
 * Moments of two samples together, as if they had been one.
 * @example mergeMoments(binnedMoments([1], [1]), binnedMoments([1], [3])).squares // 2
 * @see Pébay (2008), Formulas for robust, one-pass parallel computation of covariances and statistical moments
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.rows === 0) return b;
  if (b.rows === 0) return a;
  const rows = a.rows + b.rows;
  const [p, q] = [a.rows / rows, b.rows / rows];
  const d = b.mean - a.mean;
  return {
    rows,
    mean: a.mean + d * q,
    squares: a.squares + b.squares + d * d * a.rows * q,
    cubes: a.cubes + b.cubes + d ** 3 * a.rows * q * (p - q) + 3 * d * (p * b.squares - q * a.squares),
    fourths:
      a.fourths +
      b.fourths +
      d ** 4 * a.rows * q * (p * p - p * q + q * q) +
      6 * d * d * (p * p * b.squares + q * q * a.squares) +
      4 * d * (p * b.cubes - q * a.cubes),
  };
}

/** Root of the mean squared deviation, of all rows. @example deviationOf(binnedMoments([1, 1], [1, 3])) // 1 */
export function deviationOf({ rows, squares }: Moments): number {
  return rows === 0 ? 0 : Math.sqrt(squares / rows);
}
