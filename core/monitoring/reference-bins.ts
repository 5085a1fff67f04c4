/**
 * The bins that a model version's training values define, for one column. Everything later is counted in them.
 *
 * In order: below the lowest training value; up to each edge, `(previous edge, edge]`; above the last edge; missing.
 * Edges are the inverted-CDF quantiles k/250 of the training values, each once, so that an edge is a value of the
 * data and no bin between edges is empty. A column of few distinct values has all of them as edges: its bins are its
 * values. Missing values define no edge, and infinite ones fall in the outer bins.
 */
export interface ReferenceBins {
  /** null when the column has no value in training. */
  lowest: number | null;
  edges: number[];
  /** Every training value is an edge: there are at most MOST_DISTINCT. */
  isDiscrete: boolean;
}

export const QUANTILES = 250;
/** Up to this many values a column is tested as categories. */
export const MOST_DISTINCT = 20;

/**
 * @param values one column of training rows, NaN for missing; not changed
 * @example referenceBins([3, 1, NaN, 3]).edges // [1, 3]
 * @see Hyndman and Fan (1996), Sample quantiles in statistical packages, definition 1
 */
export function referenceBins(values: ArrayLike<number>): ReferenceBins {
  const sorted = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  const lowest = sorted[0];
  if (lowest === undefined) return { lowest: null, edges: [], isDiscrete: true };
  const distinct = distinctValues(sorted);
  if (distinct !== undefined) return { lowest, edges: distinct, isDiscrete: true };
  const edges: number[] = [];
  for (let k = 1; k < QUANTILES; k += 1) {
    // The smallest value with a share of at least k/250 at or below it, in integers: no rounding can move it.
    const edge = sorted[Math.ceil((sorted.length * k) / QUANTILES) - 1] ?? lowest;
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return { lowest, edges, isDiscrete: false };
}

/** @example binCount({ lowest: 1, edges: [1, 3], isDiscrete: true }) // 5 */
export function binCount(bins: ReferenceBins): number {
  return bins.edges.length + 3;
}

/**
 * The bin of a value by binary search: a value at an edge goes left, NaN is missing.
 * @example binOf(3, { lowest: 1, edges: [1, 3], isDiscrete: true }) // 2
 */
export function binOf(value: number, bins: ReferenceBins): number {
  const { lowest, edges } = bins;
  if (Number.isNaN(value)) return edges.length + 2;
  if (lowest !== null && value < lowest) return 0;
  let from = 0;
  let to = edges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((edges[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from + 1;
}

/**
 * The value of a cell as a model sees it: an empty one and anything that is no number are missing.
 * @example featureValue('12.5') // 12.5
 */
export function featureValue(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell);
}

/** @returns undefined when there are more than MOST_DISTINCT */
function distinctValues(sorted: Float64Array): number[] | undefined {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (value === distinct.at(-1)) continue;
    if (distinct.length === MOST_DISTINCT) return undefined;
    distinct.push(value);
  }
  return distinct;
}
