/**
 * What each row adds to the area under the curve: A + n w (P - A) / W, with P the weighted share of rows of the other
 * class that the row stands on the right side of, ties half, and W the weight of its own class. Their mean is the
 * area A, and the variance of their mean over blocks is that of A where rows of a block are correlated.
 *
 * With weights of 1 and every row a block of its own it is DeLong's variance.
 * @param labels  0 or 1 a row
 * @param weights of the rows, >= 0; default: 1 each
 * @returns NaN everywhere when a class is absent or a prediction is no number
 * @example [...aucParts([0.1, 0.9], [0, 1])] // [1, 1]
 * @see Obuchowski (1997), Nonparametric analysis of clustered ROC curve data
 */
export function aucParts(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: Float64Array,
): Float64Array {
  const rows = labels.length;
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const classOf = (row: number) => (labels[row] === 1 ? 1 : 0);
  const order = new Int32Array(rows).map((_, row) => row);
  order.sort((a, b) => (predictions[a] ?? 0) - (predictions[b] ?? 0));
  /** Weight of the other class below each row; ties count half. */
  const below = new Float64Array(rows);
  const passed: [negative: number, positive: number] = [0, 0];
  for (let from = 0; from < rows;) {
    const value = predictions[order[from] ?? 0] ?? Number.NaN;
    if (Number.isNaN(value)) return new Float64Array(rows).fill(Number.NaN);
    const tied: [negative: number, positive: number] = [0, 0];
    let to = from;
    for (; to < rows && predictions[order[to] ?? 0] === value; to += 1)
      tied[classOf(order[to] ?? 0)] += weightOf(order[to] ?? 0);
    for (; from < to; from += 1) {
      const other = classOf(order[from] ?? 0) === 1 ? 0 : 1;
      below[order[from] ?? 0] = passed[other] + tied[other] / 2;
    }
    passed[0] += tied[0];
    passed[1] += tied[1];
  }
  const [negative, positive] = passed;
  if (negative === 0 || positive === 0) return new Float64Array(rows).fill(Number.NaN);
  const share = (row: number) =>
    classOf(row) === 1 ? (below[row] ?? 0) / negative : 1 - (below[row] ?? 0) / positive;
  let area = 0;
  for (let row = 0; row < rows; row += 1)
    if (classOf(row) === 1) area += (weightOf(row) * share(row)) / positive;
  return below.map(
    (_, row) =>
      area + (rows * weightOf(row) * (share(row) - area)) / (classOf(row) === 1 ? positive : negative),
  );
}
