import { finite, type Zone } from './zone.ts';

/** So many neighbouring values as one: their sum and sum of squared deviations. */
export interface AdwinBucket {
  readonly sum: number;
  readonly squares: number;
}

export interface AdwinState {
  readonly zone: Exclude<Zone, 'warning'>;
  /** Values ever seen. */
  readonly values: number;
  /** Values in the window, and their mean; the window is what is kept after a drift. */
  readonly width: number;
  readonly mean: number;
  /** Row k holds buckets of 2^k values, the oldest first; higher rows are older. */
  readonly rows: readonly (readonly AdwinBucket[])[];
}

export interface AdwinOptions {
  /** Chance of a false alarm at a check, in (0, 1). Default: 0.002. */
  readonly confidence?: number;
  /** Checks come every so many values. Default: 32. */
  readonly checkEvery?: number;
  /** Least values on either side of a cut. Default: 5. */
  readonly leastSide?: number;
  /** Least values in the window for a check. Default: 11. */
  readonly leastWidth?: number;
}

/** @example ADWIN_START.width // 0 */
export const ADWIN_START: AdwinState = { zone: 'stable', values: 0, width: 0, mean: 0, rows: [] };

/** Buckets of one size before the two oldest become one of the next: cuts are then within a sixth of any place. */
const BUCKETS_OF_A_SIZE = 5;

/**
 * Adaptive windowing: the longest window whose halves, cut anywhere, have means that chance can explain. The oldest
 * values go while some cut of the window of n values has
 *
 *   |mean0 - mean1| > sqrt (2 v L (1/m0 + 1/m1)) + 2/3 L (1/m0 + 1/m1),   L = ln (2 ln n / confidence)
 *
 * with v the window's variance and m the values on a side, less leastSide, plus 1. Values are kept in an exponential
 * histogram: memory and time a check grow with log n. The bound is proved for values in [0, 1] and holds roughly for
 * others of bounded tails; the window left is a sample of what is true now, and its mean an estimate of it.
 *
 * Prefer it when neither the size nor the time of a change is known. Sequential: states cannot be merged.
 * @returns a new state; the one given is not changed
 * @throws RangeError when the value is not finite
 * @example adwin(adwin(ADWIN_START, 1), 3).mean // 2
 * @see Bifet and Gavaldà (2007), Learning from time-changing data with adaptive windowing
 */
export function adwin(state: AdwinState, value: number, options: AdwinOptions = {}): AdwinState {
  const { checkEvery = 32, leastWidth = 11 } = options;
  let rows = insert(state.rows, { sum: finite(value), squares: 0 });
  const values = state.values + 1;
  let width = state.width + 1;
  // Summing the buckets anew is for cuts only: it costs more than all else.
  let mean = state.mean + (value - state.mean) / width;
  let zone: AdwinState['zone'] = 'stable';
  if (values % checkEvery === 0 && width >= leastWidth) {
    while (hasCut(rows, options)) {
      zone = 'drift';
      width -= 2 ** (rows.length - 1);
      rows = withoutOldest(rows);
    }
    mean = windowOf(rows).sum / width;
  }
  return { zone, values, width, mean, rows };
}

function insert(rows: AdwinState['rows'], bucket: AdwinBucket, row = 0): AdwinState['rows'] {
  const own = [...(rows[row] ?? []), bucket];
  const [first, second] = own;
  if (own.length <= BUCKETS_OF_A_SIZE || first === undefined || second === undefined)
    return [...rows.slice(0, row), own, ...rows.slice(row + 1)];
  const merged = join({ ...first, values: 2 ** row }, { ...second, values: 2 ** row });
  const above = insert(rows, { sum: merged.sum, squares: merged.squares }, row + 1);
  return [...above.slice(0, row), own.slice(2), ...above.slice(row + 1)];
}

interface Part extends AdwinBucket {
  readonly values: number;
}

function join(a: Part, b: Part): Part {
  if (a.values === 0) return b;
  const values = a.values + b.values;
  const apart = a.sum / a.values - b.sum / b.values;
  return {
    values,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares + (a.values * b.values * apart * apart) / values,
  };
}

function oldestFirst(rows: AdwinState['rows']): readonly Part[] {
  return rows
    .flatMap((row, size) => row.map((bucket) => ({ ...bucket, values: 2 ** size })).toReversed())
    .toReversed();
}

function windowOf(rows: AdwinState['rows']): Part {
  return oldestFirst(rows).reduce(join, { values: 0, sum: 0, squares: 0 });
}

function hasCut(rows: AdwinState['rows'], { confidence = 0.002, leastSide = 5 }: AdwinOptions): boolean {
  const window = windowOf(rows);
  const variance = window.squares / window.values;
  const doubt = Math.log((2 * Math.log(window.values)) / confidence);
  let [values, sum] = [0, 0];
  return oldestFirst(rows).some((bucket) => {
    values += bucket.values;
    sum += bucket.sum;
    const others = window.values - values;
    if (values < leastSide || others < leastSide) return false;
    const inverse = 1 / (values - leastSide + 1) + 1 / (others - leastSide + 1);
    const bound = Math.sqrt(2 * inverse * variance * doubt) + (2 / 3) * doubt * inverse;
    return Math.abs(sum / values - (window.sum - sum) / others) > bound;
  });
}

function withoutOldest(rows: AdwinState['rows']): AdwinState['rows'] {
  const oldest = rows.at(-1) ?? [];
  return oldest.length > 1 ? [...rows.slice(0, -1), oldest.slice(1)] : rows.slice(0, -1);
}
