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
  const undefinedParts = () => new Float64Array(rows).fill(Number.NaN);
  const sorted = Float64Array.from(predictions).sort();
  if (Number.isNaN(sorted.at(-1) ?? Number.NaN)) return undefinedParts();
  const weightOf = (row: number) => weights?.[row] ?? 1;
  // Where a row's value begins among the sorted ones, which is one place for all rows tied with it.
  const place = new Int32Array(rows);
  /** Weights of each class by place, then the weight below it with half of the tied. */
  const below = [new Float64Array(rows), new Float64Array(rows)] as const;
  for (let row = 0; row < rows; row += 1) {
    const at = firstAtLeast(sorted, predictions[row] ?? Number.NaN);
    place[row] = at;
    const own = below[labels[row] === 1 ? 1 : 0];
    own[at] = (own[at] ?? 0) + weightOf(row);
  }
  const [negative, positive] = [toWeightsBelow(below[0]), toWeightsBelow(below[1])];
  if (negative === 0 || positive === 0) return undefinedParts();
  const share = (row: number) =>
    labels[row] === 1
      ? (below[0][place[row] ?? 0] ?? 0) / negative
      : 1 - (below[1][place[row] ?? 0] ?? 0) / positive;
  let area = 0;
  for (let row = 0; row < rows; row += 1)
    if (labels[row] === 1) area += (weightOf(row) * share(row)) / positive;
  const parts = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const ofClass = labels[row] === 1 ? positive : negative;
    parts[row] = area + (rows * weightOf(row) * (share(row) - area)) / ofClass;
  }
  return parts;
}

/** In place. @returns the weight of all */
function toWeightsBelow(weights: Float64Array): number {
  let sum = 0;
  weights.forEach((own, at) => {
    weights[at] = sum + own / 2;
    sum += own;
  });
  return sum;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
