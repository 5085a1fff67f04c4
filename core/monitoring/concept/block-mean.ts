/** A mean over rows, and how sure it is where rows of one block are alike. */
export interface BlockMean {
  readonly mean: number;
  /** Of the mean itself; NaN with one block. */
  readonly variance: number;
  readonly rows: number;
  /** Blocks that hold a row. */
  readonly blocks: number;
}

/**
 * Mean of correlated rows with its variance between blocks:
 *
 *   variance = B / (B - 1) sum over blocks of (S_b - mean n_b)^2 / N^2
 *
 * with S_b the sum and n_b the rows of a block, N all rows and B all blocks: the mean is a ratio of two sums over
 * blocks, linearised. Blocks of equal size give the usual variance of a mean of block means. Rows of a block may depend on
 * each other as they like; blocks must not, so that runs of bad days make it too small.
 *
 * Prefer a block bootstrap for what is no mean; this needs no draws and is as good from about ten blocks on.
 * @param values     one a row
 * @param blockOfRow position of each row's block
 * @returns NaN as mean when there is no row
 * @example blockMean([1, 3, 5, 7], [0, 0, 1, 1]) // { mean: 4, variance: 4, rows: 4, blocks: 2 }
 * @see Cochran (1977), Sampling techniques, 9A.2
 */
export function blockMean(values: ArrayLike<number>, blockOfRow: ArrayLike<number>): BlockMean {
  const sums: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    const block = blockOfRow[row] ?? 0;
    sums[block] = (sums[block] ?? 0) + value;
    counts[block] = (counts[block] ?? 0) + 1;
    total += value;
  }
  const rows = values.length;
  const mean = total / rows;
  let [squares, blocks] = [0, 0];
  counts.forEach((count, block) => {
    squares += ((sums[block] ?? 0) - mean * count) ** 2;
    blocks += 1;
  });
  return { mean, variance: ((blocks / (blocks - 1)) * squares) / rows ** 2, rows, blocks };
}
