/** Of predictions by their logarithms: a slope on them, and the level that makes the mean right. */
/** What makes the mean prediction the mean target. */
export function levelOf(targets: Float64Array, sums: Float64Array, slope: number): number {
  const [target, predicted] = [meanOf(targets), meanOf(sums.map((sum) => Math.exp(slope * sum)))];
  return target / predicted;
}

/** Half of the deviance of Poisson at the best level, but for what does not hang on the predictions. */
export function devianceOf(targets: Float64Array, sums: Float64Array, slope: number): number {
  const level = Math.log(levelOf(targets, sums, slope));
  return -targets.reduce((all, target, row) => all + target * (level + slope * (sums[row] ?? 0)), 0);
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
