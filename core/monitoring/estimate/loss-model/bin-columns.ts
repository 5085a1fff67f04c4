/** Rows as trees see them: the number of a bin a cell. */
export interface BinnedColumns {
  readonly rows: number;
  /** One a column: the number of edges below the row's value, MISSING where it has none. */
  readonly bins: readonly Uint8Array[];
  /** One a column, rising: a value at an edge is in the bin that ends there. */
  readonly edges: readonly Float64Array[];
}

/** Bins a column with values; one more for rows without. */
const MOST_BINS = 64;
export const MISSING = MOST_BINS;

/**
 * Columns cut at their quantiles, each edge a value of the data, ties together. A tree that splits at edges only is
 * grown from counts instead of sorted values, and 64 bins lose next to nothing on it.
 * @param columns NaN for missing; not changed
 * @param rows    which rows, in this order
 * @example binColumns([[3, 1, NaN, 2]], [0, 1, 2, 3]).bins // [{ '0': 2, '1': 0, '2': 64, '3': 1 }]
 * @see Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree
 */
export function binColumns(columns: readonly ArrayLike<number>[], rows: ArrayLike<number>): BinnedColumns {
  const cut = columns.map((column) => {
    const values = Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
    const edges = edgesOf(values);
    return { edges, bins: Uint8Array.from(values, (value) => binOf(value, edges)) };
  });
  return { rows: rows.length, bins: cut.map(({ bins }) => bins), edges: cut.map(({ edges }) => edges) };
}

/** Where columns are cut: finely in the tails, which are what shifted inputs make of the middle. */
const TAIL_CUTS = [0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015];
const CUTS = [
  ...TAIL_CUTS,
  ...Array.from(
    { length: MOST_BINS - 1 - 2 * TAIL_CUTS.length },
    (_, cut) => 0.02 + (0.96 * cut) / (MOST_BINS - 2 - 2 * TAIL_CUTS.length),
  ),
  ...TAIL_CUTS.toReversed().map((share) => 1 - share),
];

/** All values where they are few. Without the last one: nothing known lies above it, so that no tree can split there. */
function edgesOf(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, at) => value !== sorted[at + 1]);
  if (distinct.length <= MOST_BINS) return distinct.slice(0, -1);
  const edges: number[] = [];
  for (const share of CUTS) {
    const edge = sorted[Math.ceil(sorted.length * share) - 1];
    if (edge !== undefined && edge !== edges.at(-1) && edge !== sorted.at(-1)) edges.push(edge);
  }
  return Float64Array.from(edges);
}

function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return MISSING;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
