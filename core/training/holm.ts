/**
 * Holm's step-down adjustment: p-values that keep the family-wise error rate over several contenders.
 *
 * Uniformly more powerful than Bonferroni, and needs no independence. A p-value that is not a number counts as 1:
 * it cannot win, and must not keep others from winning.
 * @param pValues one per contender, each in [0, 1]; not changed
 * @returns adjusted p-values, in the order given, each in [0, 1] and never below its own p-value
 * @example holmAdjust([0.01, 0.04]) // [0.02, 0.04]
 * @see Holm (1979), A simple sequentially rejective multiple test procedure
 */
export function holmAdjust(pValues: readonly number[]): readonly number[] {
  const known = pValues.map((pValue) => (Number.isNaN(pValue) ? 1 : pValue));
  const order = known.map((_, index) => index).sort((a, b) => (known[a] ?? 1) - (known[b] ?? 1));
  const adjusted = new Array<number>(known.length).fill(1);
  let soFar = 0;
  order.forEach((index, rank) => {
    soFar = Math.max(soFar, Math.min(1, (known[index] ?? 1) * (known.length - rank)));
    adjusted[index] = soFar;
  });
  return adjusted;
}
