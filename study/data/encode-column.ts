/**
 * Text cells as numbers, since the product's features are numbers: NaN for an empty cell; a column in which training
 * has a cell that is no number is a category, and its cells become ranks by frequency in training.
 */
export interface ColumnEncoding {
  readonly kind: 'number' | 'category';
  readonly encode: (cell: string) => number;
}

/** @param cells of the baseline @example encodingOf(['b', 'a', 'b']).encode('a') // 1 */
export function encodingOf(cells: readonly string[]): ColumnEncoding {
  const isNumber = cells.every((cell) => isMissing(cell) || !Number.isNaN(Number(cell)));
  if (isNumber) return { kind: 'number', encode: (cell) => (isMissing(cell) ? Number.NaN : Number(cell)) };
  const counts = new Map<string, number>();
  for (const cell of cells) if (!isMissing(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const codes = new Map(
    [...counts]
      .toSorted(([a, rows], [b, others]) => others - rows || (a < b ? -1 : 1))
      .map(([cell], rank) => [cell, rank]),
  );
  // What training never had comes after all that it had.
  const encode = (cell: string) => (isMissing(cell) ? Number.NaN : (codes.get(cell) ?? codes.size));
  return { kind: 'category', encode };
}

/** Empty, and what tables write for it. */
function isMissing(cell: string): boolean {
  return /^\s*(nan|null|none|na)?\s*$/i.test(cell);
}
