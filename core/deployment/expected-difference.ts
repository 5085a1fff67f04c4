/**
 * How far apart two versions were on a contest's hold-out: what a canary's live difference is held against.
 *
 * @param next     predictions of the new version, one per hold-out row
 * @param previous predictions of the version in service, same rows, same order
 * @param blocks   block of each row: rows of one block are correlated
 * @returns mean of next - previous over rows, and the standard deviation of its block means
 * @example expectedDifference([1, 1], [0, 2], ['a', 'b']) // { mean: 0, blockDeviation: 1.4142135623730951 }
 */
export function expectedDifference(
  next: readonly number[],
  previous: readonly number[],
  blocks: readonly string[],
): { readonly mean: number; readonly blockDeviation: number } {
  const sums = new Map<string, { sum: number; count: number }>();
  let total = 0;
  next.forEach((value, row) => {
    const difference = value - (previous[row] ?? Number.NaN);
    total += difference;
    const block = blocks[row] ?? '';
    const soFar = sums.get(block) ?? { sum: 0, count: 0 };
    sums.set(block, { sum: soFar.sum + difference, count: soFar.count + 1 });
  });
  const means = [...sums.values()].map(({ sum, count }) => sum / count);
  const centre = means.reduce((sum, value) => sum + value, 0) / means.length;
  const squares = means.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    mean: total / next.length,
    blockDeviation: means.length < 2 ? 0 : Math.sqrt(squares / (means.length - 1)),
  };
}
