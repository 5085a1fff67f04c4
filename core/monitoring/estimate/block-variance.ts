/**
 * How far the mean of a window may lie from its estimate, given how far known rows lay from theirs: the variance of one
 * row's deviation, as large as it must be for rows of one block to count together,
 *
 *   v = sum over blocks of (sum of the block's deviations)^2 / rows,
 *
 * so that sqrt (v / n) is the standard error of the mean of n rows in blocks of the same kind. For independent rows
 * it is their variance; rows of one day that all err alike make it many times that.
 *
 * With fewer than some ten blocks it is itself uncertain. A bootstrap of blocks gives no more than this for a mean.
 * @param deviations of rows, real minus estimated
 * @param blockOfRow number of each row's block, from 0
 * @returns NaN without rows
 * @example blockVariance([1, -1, 1, -1], [0, 0, 1, 1]) // 0
 * @example blockVariance([1, 1, -1, -1], [0, 0, 1, 1]) // 2
 * @see Liang and Zeger (1986), Longitudinal data analysis using generalized linear models
 */
export function blockVariance(deviations: ArrayLike<number>, blockOfRow: ArrayLike<number>): number {
  const sums: number[] = [];
  for (let row = 0; row < deviations.length; row += 1) {
    const block = blockOfRow[row] ?? 0;
    sums[block] = (sums[block] ?? 0) + (deviations[row] ?? Number.NaN);
  }
  return sums.reduce((all, sum) => all + sum * sum, 0) / deviations.length;
}

/** Quantile of the normal distribution for an interval of 95 %. */
const NORMAL_975 = 1.959963984540054;

/**
 * Half the width of the interval that holds a window's real mean in 95 of 100 cases, if rows deviate as the known ones:
 * both the window's rows and those that the estimate was learned on are a sample.
 * @param variance of one row, from blockVariance
 * @example marginOf(0, { known: 100, rows: 100 }) // 0
 */
export function marginOf(
  variance: number,
  { known, rows }: { readonly known: number; readonly rows: number },
): number {
  return NORMAL_975 * Math.sqrt(variance / known + variance / rows);
}
