/**
 * Text cells as numbers, since the product's features are numbers: NaN for an empty cell. A column in which training
 * has a cell that is no number is a category, and its cells become ranks by frequency in training.
 */
export type ColumnCode = (cell: string) => number;

export const numberCode: ColumnCode = (cell) => (isMissing(cell) ? Number.NaN : toNumber(cell));

/** Neither missing nor a number: the column is a category. @example isText('red') // true */
export function isText(cell: string): boolean {
  return Number.isNaN(toNumber(cell)) && !isMissing(cell);
}

/**
 * @param rowsOf rows of training per text of a column
 * @example categoryCode(new Map([['a', 1], ['b', 2]]))('a') // 1
 */
export function categoryCode(rowsOf: ReadonlyMap<string, number>): ColumnCode {
  const texts = [...rowsOf].toSorted(([a, rows], [b, others]) => others - rows || (a < b ? -1 : 1));
  const ranks = new Map(texts.map(([text], rank) => [text, rank]));
  // What training never had comes after all that it had.
  return (cell) => (isMissing(cell) ? Number.NaN : (ranks.get(cell) ?? ranks.size));
}

/** Empty, and what tables write for it. */
export function isMissing(cell: string): boolean {
  return /^\s*(nan|null|none|na)?\s*$/i.test(cell);
}

/** With the names that tables have for what is beyond all numbers. */
function toNumber(cell: string): number {
  const [, sign, isInfinite] = /^\s*([+-]?)(inf|infinity)?\s*$/i.exec(cell) ?? [];
  if (isInfinite === undefined) return Number(cell);
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
