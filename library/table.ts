import { BadTableError } from '#core/monitoring/table/errors';

/**
 * A value of a row. `null`, `undefined` and blank texts are missing, as are `NaN` and, in a column of numbers, texts
 * that are no number. Numbers and their texts (`12.5` and `'12.5'`) are the same.
 */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

/** A row by the names of its columns; a name that is not there is a missing value. */
export type Row = Readonly<Record<string, Cell>>;

/** A row of a type of its own, such as an interface: all that it names are cells. */
export type RowOf<R> = object & { readonly [name in keyof R]: Cell };

/** A table by its columns, all of one length. */
export type Columns = Readonly<Record<string, ArrayLike<Cell>>>;

/** Rows one by one, of an array, a generator, a stream or a cursor; or all columns at once. */
export type Table<R extends RowOf<R> = Row> = Iterable<R> | AsyncIterable<R> | Columns;

/** Whatever the type of its rows is. */
type AnyTable = Iterable<object> | AsyncIterable<object> | Columns;

/** The cell of the row at hand. */
export type CellOf = (name: string) => Cell;

interface RowReader {
  /** Once, before the first row. */
  names(names: readonly string[]): void;
  row(cellOf: CellOf): void;
}

/** The names of so many rows, all together, are those of the table. */
const NAMING_ROWS = 1000;

/** @throws BadTableError for columns of different lengths, and rows that are none */
export async function readTable(table: AnyTable, reader: RowReader): Promise<void> {
  refuseOthers(table);
  if (!isAsync(table) && !isSync(table)) {
    readColumns(table, reader);
    return;
  }
  let waiting: Row[] | undefined = [];
  let row: Row = {};
  const cellOf: CellOf = (name) => (Object.hasOwn(row, name) ? row[name] : undefined);
  const take = (next: Row): void => {
    row = next;
    reader.row(cellOf);
  };
  const begin = (rows: readonly Row[]): void => {
    reader.names([...new Set(rows.flatMap((each) => Object.keys(each)))]);
    rows.forEach(take);
  };
  const add = (next: object): void => {
    if (waiting === undefined) {
      take(checked(next));
      return;
    }
    waiting.push(checked(next));
    if (waiting.length < NAMING_ROWS) return;
    begin(waiting);
    waiting = undefined;
  };
  // A promise a row is only paid where rows come one by one.
  if (isSync(table)) for (const next of table) add(next);
  else for await (const next of table) add(next);
  // The compiler does not see that add empties it.
  const rest = waiting as readonly Row[] | undefined;
  if (rest !== undefined) begin(rest);
}

/** @example cellText(12.5) // '12.5' */
export function cellText(cell: Cell): string {
  if (cell === undefined || cell === null) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString();
  return String(cell);
}

function readColumns(columns: Columns, reader: RowReader): void {
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? '']?.length ?? 0;
  const other = names.find((name) => columns[name]?.length !== rows);
  if (other !== undefined)
    throw new BadTableError('the columns have different lengths', {
      ...{ where: other, received: `${columns[other]?.length ?? 'no'} values`, allowed: `${rows} values` },
      fix: 'give every column one value a row, null where there is none',
    });
  reader.names(names);
  let row = 0;
  const cellOf: CellOf = (name) => (Object.hasOwn(columns, name) ? columns[name]?.[row] : undefined);
  for (; row < rows; row += 1) reader.row(cellOf);
}

/** Programs without types: the path of a file is the likeliest mistake. */
function refuseOthers(table: unknown): void {
  if (typeof table === 'object' && table !== null) return;
  throw new BadTableError('the table is none', {
    received: typeof table === 'string' ? `the text ${table.slice(0, 80)}` : String(table),
    allowed: 'rows as objects, or columns as arrays',
    fix: 'for a CSV file give csvRows(createReadStream(path))',
  });
}

function checked(row: unknown): Row {
  const isBytes = ArrayBuffer.isView(row);
  if (typeof row === 'object' && row !== null && !Array.isArray(row) && !isBytes) return row as Row;
  throw new BadTableError('a row is no object', {
    received: isBytes ? 'bytes' : Array.isArray(row) ? 'an array' : String(row),
    allowed: "objects with the names of columns, such as { distance: 800, carrier: 'AA' }",
    fix: 'name the values of each row; for the bytes of a CSV file give csvRows(bytes)',
  });
}

function isSync(table: AnyTable): table is Iterable<object> {
  return Symbol.iterator in table;
}

function isAsync(table: AnyTable): table is AsyncIterable<object> {
  return Symbol.asyncIterator in table;
}
