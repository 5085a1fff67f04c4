/**
 * Holm's step-down adjustment: p-values that keep the family-wise error rate over several contenders.
 *
 * Uniformly more powerful than Bonferroni, and needs no independence.
 * @returns adjusted p-values, in the order given, each in [0, 1]
 * @example holmAdjust([0.01, 0.04]) // [0.02, 0.04]
 * @see Holm (1979), A simple sequentially rejective multiple test procedure
 */
export function holmAdjust(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let soFar = 0;
  order.forEach((index, rank) => {
    soFar = Math.max(soFar, Math.min(1, (pValues[index] ?? 1) * (pValues.length - rank)));
    adjusted[index] = soFar;
  });
  return adjusted;
}
