/**
 * Spreads items over bins so that the fullest bin is as empty as can be had cheaply: the largest item first, each
 * into the bin that is emptiest then (longest processing time first).
 *
 *   fullest bin <= (4/3 - 1/(3 k)) x optimum, and <= sum / k + largest item, for k bins
 *
 * n log n for the order and n log k for the bins. Exact solutions take exponential time; `MULTIFIT` is closer to the
 * optimum (13/11) at several passes, which pays only where items are few and large.
 *
 * @param weights item by item, >= 0
 * @param bins    >= 1
 * @returns the bin of each item, in the order of the weights; equal weights and equal bins are taken in order
 * @example packLargestFirst([3, 5, 3], 2) // [1, 0, 1]
 * @see R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17 (1969)
 */
export function packLargestFirst(weights: readonly number[], bins: number): readonly number[] {
  const order = weights.map((_, item) => item).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const loads = new Float64Array(bins);
  // A heap of bins, the emptiest on top.
  const heap = Uint32Array.from({ length: bins }, (_, bin) => bin);
  const isEmptier = (a: number, b: number) => {
    const [left = 0, right = 0] = [loads[a], loads[b]];
    return left < right || (left === right && a < b);
  };
  const assigned = new Array<number>(weights.length).fill(0);
  for (const item of order) {
    const bin = heap[0] ?? 0;
    assigned[item] = bin;
    loads[bin] = (loads[bin] ?? 0) + (weights[item] ?? 0);
    sinkTop(heap, isEmptier);
  }
  return assigned;
}

/** Moves the top of a heap down to where it belongs. */
function sinkTop(heap: Uint32Array, isBefore: (a: number, b: number) => boolean): void {
  const moved = heap[0] ?? 0;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] ?? 0, heap[child] ?? 0)) child += 1;
    if (!isBefore(heap[child] ?? 0, moved)) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = moved;
}
