/**
 * Row numbers in ascending order of their values: a native sort and a count, several times as fast as sorting rows by a
 * comparison of values. Rows of equal values keep their order; those without a number come last.
 * @example [...ascendingOrder(Float64Array.of(3, 1, 2, 1))] // [1, 3, 2, 0]
 */
export function ascendingOrder(values: Float64Array): Int32Array {
  const sorted = values.toSorted();
  const order = new Int32Array(values.length);
  // How many rows of the value that begins at a place of the sorted values are put there already.
  const placed = new Int32Array(values.length);
  let numbers = values.length;
  while (numbers > 0 && Number.isNaN(sorted[numbers - 1])) numbers -= 1;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    const first = Number.isNaN(value) ? numbers : lowerBound(sorted, value, numbers);
    const at = first + (placed[first] ?? 0);
    order[at] = row;
    placed[first] = at - first + 1;
  }
  return order;
}

/** Number of values below. */
function lowerBound(sorted: Float64Array, value: number, numbers: number): number {
  let [low, high] = [0, numbers];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
