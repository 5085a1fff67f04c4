import type { StandardColumn } from './standard-columns.ts';

/** Standard errors that a column's part must be away from nothing. */
const SURELY = 2;
/** More would cost time, and slopes of many columns take each other's part. */
const MOST_COLUMNS = 16;

/**
 * Columns that numbers rise or fall with on one block as on another: the sum over rows of (target - mean) x value against
 *
 *   sqrt (sum over blocks of (the block's part of it)^2),
 *
 * its standard error when blocks are independent. What went along with them on some days only is left out, as it would
 * go on where nothing is known. A column that tells something beside others only is not found.
 * @param columns in standard units
 * @param rows    which rows are looked at
 * @param blocks  number of each row's block
 * @returns at most 16, in their order
 */
export function tellingColumns(
  columns: readonly StandardColumn[],
  targets: Float64Array,
  { rows, blocks }: { readonly rows: Int32Array; readonly blocks: Int32Array },
): readonly StandardColumn[] {
  const mean = rows.reduce((sum, row) => sum + (targets[row] ?? 0), 0) / rows.length;
  const count = rows.reduce((most, row) => Math.max(most, blocks[row] ?? 0), 0) + 1;
  const sure = columns.map(({ values }) => {
    const parts = new Float64Array(count);
    for (const row of rows) {
      const block = blocks[row] ?? 0;
      parts[block] = (parts[block] ?? 0) + ((targets[row] ?? 0) - mean) * (values[row] ?? 0);
    }
    let [sum, squares] = [0, 0];
    for (const part of parts) {
      sum += part;
      squares += part * part;
    }
    return squares > 0 ? Math.abs(sum) / Math.sqrt(squares) : 0;
  });
  const least = Math.max(SURELY, sure.toSorted((a, b) => b - a)[MOST_COLUMNS] ?? 0);
  return columns.filter((_, at) => (sure[at] ?? 0) > least);
}
