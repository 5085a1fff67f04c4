import type { RowSample } from '../stored-sketch.ts';

export const HASHES = Number.MAX_SAFE_INTEGER;
/** Rows in the sample of a sketch, and in a merged one. */
const [SKETCH_ROWS, MERGED_ROWS] = [128, 1000];
/** Cells in the sample of a sketch, and in a merged one: wide rows are drawn less often. */
const [SKETCH_CELLS, MERGED_CELLS] = [10_000, 100_000];

/** @example sketchSampleRows(500) // 20 */
export function sketchSampleRows(columns: number): number {
  return Math.min(SKETCH_ROWS, Math.floor(SKETCH_CELLS / columns));
}

/** @example mergedSampleRows(17) // 1000 */
export function mergedSampleRows(columns: number): number {
  return Math.min(MERGED_ROWS, Math.floor(MERGED_CELLS / columns));
}

export function emptySample(): RowSample {
  return { of: 0, below: HASHES, rows: [] };
}

/**
 * Offers one row to a sample, in place.
 * @param cells called only for a row that is taken
 * @param most  rows that the sample may hold
 */
export function addToSample(sample: RowSample, hash: number, cells: () => string, most: number): void {
  sample.of += 1;
  if (hash < sample.below) take(sample, { hash, cells: cells() }, most);
}

/**
 * Merges one sample into another, in place: the rows of both below the lower bound, and of these the first `most`.
 * The order of merging does not matter.
 * @see Cohen and Kaplan (2007), Summarizing data using bottom-k sketches
 */
export function mergeSamples(to: RowSample, from: RowSample, most: number): void {
  to.of += from.of;
  if (from.below < to.below) {
    to.below = from.below;
    to.rows = to.rows.filter(({ hash }) => hash < to.below);
  }
  for (const row of from.rows) {
    if (row.hash < to.below) take(to, row, most);
  }
}

/** Keeps the rows in order; one too many lowers the bound to the highest hash, whose row goes. */
function take(sample: RowSample, row: RowSample['rows'][number], most: number): void {
  const { rows } = sample;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.hash ?? 0) < row.hash) low = middle + 1;
    else high = middle;
  }
  const same = rows[low];
  if (same?.hash === row.hash) {
    // A row that was sent twice with other values: which one stays must not depend on the order.
    if (row.cells < same.cells) rows[low] = row;
    return;
  }
  rows.splice(low, 0, row);
  if (rows.length > most) sample.below = rows.pop()?.hash ?? 0;
}

/**
 * A row's values as the sample keeps them: numbers with commas between, nothing for what is missing or infinite.
 * @example cellsText([1.5, NaN, 3]) // '1.5,,3'
 */
export function cellsText(values: ArrayLike<number>): string {
  return Array.from(values, (value) => (Number.isFinite(value) ? String(value) : '')).join(',');
}
