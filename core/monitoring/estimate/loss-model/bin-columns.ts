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
 * @param sorted  values of each, rising, without the missing ones. Default: they are sorted here
 * @example binColumns([Float64Array.of(3, 1, NaN, 2)]).bins // [{ '0': 2, '1': 0, '2': 64, '3': 1 }]
 * @see Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree
 */
export function binColumns(
  columns: readonly Float64Array[],
  sorted: readonly Float64Array[] = columns.map(sortedValues),
): BinnedColumns {
  const edges = sorted.map(edgesOf);
  const bins = columns.map((column, at) => {
    const own = edges[at] ?? new Float64Array();
    const binned = new Uint8Array(column.length);
    for (let row = 0; row < column.length; row += 1) binned[row] = binOf(column[row] ?? Number.NaN, own);
    return binned;
  });
  return { rows: columns[0]?.length ?? 0, bins, edges };
}

/**
 * Values of a column, rising, without the missing ones.
 * @example sortedValues(Float64Array.of(3, NaN, 1)) // { '0': 1, '1': 3 }
 */
export function sortedValues(column: Float64Array): Float64Array {
  const sorted = column.slice().sort();
  // Missing values come last.
  let known = sorted.length;
  while (known > 0 && Number.isNaN(sorted[known - 1] ?? 0)) known -= 1;
  return sorted.subarray(0, known);
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
function edgesOf(sorted: Float64Array): Float64Array {
  const few = fewDistinct(sorted);
  if (few !== undefined) return Float64Array.from(few).subarray(0, -1);
  const edges: number[] = [];
  for (const share of CUTS) {
    const edge = sorted[Math.ceil(sorted.length * share) - 1];
    if (edge !== undefined && edge !== edges.at(-1) && edge !== sorted.at(-1)) edges.push(edge);
  }
  return Float64Array.from(edges);
}

/** @returns undefined where there are more than bins */
function fewDistinct(sorted: Float64Array): readonly number[] | undefined {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (value === distinct.at(-1)) continue;
    if (distinct.length === MOST_BINS) return undefined;
    distinct.push(value);
  }
  return distinct;
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
