import { rowHash } from './row-hash.ts';

/**
 * Some rows of many, in order: one of each of `most` equally long stretches, chosen by a hash of the stretch's number.
 * Rows in the order of time are thereby drawn evenly over time, and a pattern that repeats every so many rows is not
 * met at the same place each time.
 * @returns row numbers, ascending; all where there are no more than `most`
 * @example spreadRows(3, 5).length // 3
 */
export function spreadRows(rows: number, most: number): Int32Array {
  if (rows <= most) return Int32Array.from({ length: rows }, (_, row) => row);
  return Int32Array.from({ length: most }, (_, stretch) => {
    const start = Math.floor((stretch * rows) / most);
    const end = Math.floor(((stretch + 1) * rows) / most);
    return start + (rowHash(`${stretch}`) % (end - start));
  });
}
