/** What makes the sum of predictions the sum of targets, over some rows, by the logarithms of predictions. */
export function levelOf(targets: Float64Array, logs: Float64Array, rows: Int32Array): number {
  let [target, predicted] = [0, 0];
  for (const row of rows) {
    target += targets[row] ?? 0;
    predicted += Math.exp(logs[row] ?? 0);
  }
  // A level of 0 has no logarithm.
  return Math.max(target, 1e-9 * rows.length) / predicted;
}

/** Half of the deviance of Poisson over some rows at their best level, but for what does not hang on the predictions. */
export function devianceOf(targets: Float64Array, logs: Float64Array, rows: Int32Array): number {
  const level = Math.log(levelOf(targets, logs, rows));
  let sum = 0;
  for (const row of rows) sum -= (targets[row] ?? 0) * (level + (logs[row] ?? 0));
  return sum;
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
