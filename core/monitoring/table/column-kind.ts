/** What a column of a table is, by its values. */
export type ColumnKind = 'number' | 'category' | 'time' | 'identifier' | 'counter' | 'empty';

/** A column with fewer numbers among its values is one of categories. */
const LEAST_NUMBERS = 0.9;
/** More different values than this name rows: texts of which more than half differ, whole numbers that count up. */
const MOST_NAMES = 100;
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:\d\d)?)?$/;

/** What a cell has when it has nothing, in files of the field. */
const NO_VALUE = /^\s*(?:|na|n\/a|nan|null|none)\s*$/i;

/** @example isMissing('NaN') // true */
export function isMissing(cell: string): boolean {
  return NO_VALUE.test(cell);
}

/**
 * The kind of a column from some of its cells.
 * @example columnKind(['1', '2.5', '']) // 'number'
 * @example columnKind(Array.from({ length: 200 }, (_, row) => `${row + 1}`)) // 'counter'
 */
export function columnKind(cells: readonly string[]): ColumnKind {
  const values = cells.filter((cell) => !isMissing(cell));
  if (values.length === 0) return 'empty';
  if (values.every((cell) => !Number.isNaN(timeOf(cell)))) return 'time';
  const numbers = values.filter((cell) => !Number.isNaN(Number(cell)));
  if (numbers.length >= LEAST_NUMBERS * values.length) return countsUp(cells) ? 'counter' : 'number';
  const names = new Set(values).size;
  return names > MOST_NAMES && names > values.length / 2 ? 'identifier' : 'category';
}

/** Whole numbers of which each is greater than the one before: rows are numbered so, and later ones are always above. */
function countsUp(cells: readonly string[]): boolean {
  return (
    cells.length > MOST_NAMES &&
    cells.every(
      (cell, at) =>
        !isMissing(cell) &&
        Number.isInteger(Number(cell)) &&
        (at === 0 || Number(cell) > Number(cells[at - 1])),
    )
  );
}

/**
 * A day or a time, in milliseconds since 1970; NaN for anything else. Without a zone it is one of UTC.
 * @example timeOf('1970-01-02 00:00:01') // 86401000
 */
export function timeOf(cell: string): number {
  const [, day, time = '00:00', zone = 'Z'] = TIME.exec(cell) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`);
}
