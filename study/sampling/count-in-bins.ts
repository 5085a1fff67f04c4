import { binOf, type ReferenceBins } from '#core/monitoring/reference-bins';

const CELLS = 1024;

/**
 * Rows per bin, as the product counts them, at a fourth of the time: studies count a thousand million values. A table
 * over equal cells between the lowest and the highest edge says where to begin looking for a value's bin.
 * @param values NaN for missing
 */
export function countInBins(values: Float64Array, bins: ReferenceBins): number[] {
  const counts = new Array<number>(bins.edges.length + 3).fill(0);
  const edges = Float64Array.from(bins.edges);
  const [first = Number.NaN, last = Number.NaN] = [edges[0], edges.at(-1)];
  const perUnit = CELLS / (last - first);
  // Columns of one value, of none, or of a range beyond the numbers have no cells.
  const starts = Number.isFinite(perUnit) && perUnit > 0 ? startsOf(edges, perUnit) : undefined;
  for (const value of values) {
    let bin: number;
    if (starts === undefined || !(value > first && value <= last)) bin = binOf(value, bins);
    else {
      bin = starts[((value - first) * perUnit) | 0] ?? 0;
      while ((edges[bin] ?? value) < value) bin += 1;
      bin += 1;
    }
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** For each cell the number of edges in the cells before it: all of them are smaller than any value of the cell. */
function startsOf(edges: Float64Array, perUnit: number): Uint16Array {
  const starts = new Uint16Array(CELLS + 2);
  const first = edges[0] ?? 0;
  for (const edge of edges) {
    const next = (((edge - first) * perUnit) | 0) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let cell = 1; cell < starts.length; cell += 1)
    starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
  return starts;
}
