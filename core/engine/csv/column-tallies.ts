import {
  FIGURE_COUNT,
  FIGURE_M2,
  FIGURE_MAXIMUM,
  FIGURE_MEAN,
  FIGURE_MINIMUM,
  FIGURE_MISSING,
  FIGURES,
} from '../rows/row-layout.ts';
import { ByteTable } from './byte-table.ts';
import { isNumeric, type RowCells, type ScanColumn } from './scan-column.ts';

/** A column's part of a profile. */
export interface ColumnFigures {
  readonly name: string;
  readonly count: number;
  readonly missing: number;
  /** For integer and number columns with at least one value. */
  readonly numeric?: {
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    /** Sum of squared distances from the mean. */
    readonly m2: number;
  };
  /** For the other types: values with counts, up to MOST_VALUES of them; pairs, since `__proto__` is a value, too. */
  readonly values?: readonly (readonly [value: string, count: number])[];
}

/** Values that a text column lists; of one with more it is told how many there were, not which. */
export const MOST_VALUES = 100;
/** Rows whose numbers are added together, column by column: the figures of a column then stay in registers. */
export const BATCH = 64;
/** Longer values are text, not categories. In UTF-16 units, as JavaScript counts. */
const LONGEST_VALUE = 200;
/** Making one costs more than a row. */
const [ENCODER, DECODER] = [new TextEncoder(), new TextDecoder('utf-8', { ignoreBOM: true })];

/**
 * What every column holds, in one pass and constant memory: counts, bounds, mean and spread of numbers (Welford's
 * update: no cancellation even where the mean is large against the spread), the values of text with few of them.
 *
 * All columns together in arrays of their own: a row adds to each of them, and nothing is allocated for it.
 */
export class ColumnTallies {
  readonly #columns: readonly ScanColumn[];
  /** Positions of the columns that hold numbers, and of the others. */
  readonly #numeric: Int32Array;
  readonly #text: Int32Array;
  #count: Float64Array;
  #missing: Float64Array;
  #minimum: Float64Array;
  #maximum: Float64Array;
  #mean: Float64Array;
  #m2: Float64Array;
  /** Entries of a column's table that were seen; the others are of its domain. */
  readonly #seen: Int32Array;
  readonly #isListed: Uint8Array;
  /** Values of the text columns that are listed or have a domain. The domain's entries are the first. */
  readonly tables: readonly (ByteTable | undefined)[];
  /** Numbers of rows that are not added yet: of column c those from c * BATCH on, NaN where a cell is empty. */
  readonly batch: Float64Array<ArrayBuffer>;
  pending = 0;
  #collect: (() => void) | undefined;
  /** How many columns have stopped listing their values: those need not be looked up any more. */
  stops = 0;

  /** @param listing  whether values of text are listed */
  constructor(columns: readonly ScanColumn[], listing: 'values' | 'nothing' = 'values') {
    const size = columns.length;
    const where = (wanted: boolean) =>
      Int32Array.from([...columns.keys()].filter((at) => isNumeric(columns[at]) === wanted));
    this.#columns = columns;
    // Absent columns are empty in every row.
    this.batch = new Float64Array(size * BATCH).fill(Number.NaN);
    this.#numeric = where(true);
    this.#text = where(false);
    const figure = figuresIn(new Float64Array(FIGURES * (size + 1)), size);
    this.#count = figure(FIGURE_COUNT);
    this.#missing = figure(FIGURE_MISSING);
    this.#minimum = figure(FIGURE_MINIMUM).fill(Number.POSITIVE_INFINITY);
    this.#maximum = figure(FIGURE_MAXIMUM).fill(Number.NEGATIVE_INFINITY);
    this.#mean = figure(FIGURE_MEAN);
    this.#m2 = figure(FIGURE_M2);
    this.#seen = new Int32Array(size);
    this.#isListed = new Uint8Array(size).fill(listing === 'values' ? 1 : 0);
    this.tables = columns.map((column) => (isNumeric(column) ? undefined : tableOf(column.domain ?? [])));
  }

  /** Is the column's table still of use, for listing values or for its domain? */
  isAsked(column: number): boolean {
    return this.#isListed[column] === 1 || this.#columns[column]?.domain !== undefined;
  }

  /**
   * Goes on in figures that somebody else adds to as well, and who calls `settle` before.
   * @param figures  six of each column and of one more: see row-layout.ts
   * @param collect  called before the end: hands in, by `addToEntry`, what else was counted
   */
  share(figures: Float64Array, collect: () => void): void {
    this.settle();
    this.#collect = collect;
    const figure = figuresIn(figures, this.#columns.length);
    const moved = (own: Float64Array, at: number) => {
      const shared = figure(at);
      shared.set(own);
      return shared;
    };
    this.#count = moved(this.#count, FIGURE_COUNT);
    this.#missing = moved(this.#missing, FIGURE_MISSING);
    this.#minimum = moved(this.#minimum, FIGURE_MINIMUM);
    this.#maximum = moved(this.#maximum, FIGURE_MAXIMUM);
    this.#mean = moved(this.#mean, FIGURE_MEAN);
    this.#m2 = moved(this.#m2, FIGURE_M2);
  }

  /** Adds the rows that wait in the batch. */
  settle(): void {
    if (this.pending > 0) this.#addBatch();
  }

  /** A value of a cell that was counted already. @returns its entry in the column's table; -1 when it is not listed */
  listValue(column: number, bytes: Uint8Array, start: number, end: number): number {
    return this.#isListed[column] === 1 ? this.#addValue(column, bytes, start, end) : -1;
  }

  /** A row that `PlainRow` took, from what it found out. */
  addPlain({ starts, ends, entries }: RowCells, bytes: Uint8Array): void {
    this.pending += 1;
    for (const column of this.#text) {
      const start = starts[column] ?? 0;
      const end = ends[column] ?? 0;
      if (start === end) {
        this.#missing[column] = (this.#missing[column] ?? 0) + 1;
        continue;
      }
      this.#count[column] = (this.#count[column] ?? 0) + 1;
      const entry = entries[column] ?? -1;
      if (entry >= 0) this.addToEntry(column, entry, 1);
      else if (this.#isListed[column] === 1) this.#addValue(column, bytes, start, end);
    }
    if (this.pending === BATCH) this.#addBatch();
  }

  /** A cell as text: what stands in a numeric column and is no number (where that is only warned about) is no value. */
  addText(column: number, cell: string): void {
    this.settle();
    const isNumber = isNumeric(this.#columns[column]);
    const value = isNumber ? Number(cell) : 0;
    if (cell === '' || !Number.isFinite(value)) {
      this.#missing[column] = (this.#missing[column] ?? 0) + 1;
      return;
    }
    const total = (this.#count[column] ?? 0) + 1;
    this.#count[column] = total;
    if (!isNumber) {
      if (this.#isListed[column] === 0) return;
      const bytes = ENCODER.encode(cell);
      this.#addValue(column, bytes, 0, bytes.length);
      return;
    }
    const delta = value - (this.#mean[column] ?? 0);
    const mean = (this.#mean[column] ?? 0) + delta / total;
    this.#mean[column] = mean;
    this.#m2[column] = (this.#m2[column] ?? 0) + delta * (value - mean);
    if (value < (this.#minimum[column] ?? 0)) this.#minimum[column] = value;
    if (value > (this.#maximum[column] ?? 0)) this.#maximum[column] = value;
  }

  finish(): ColumnFigures[] {
    this.settle();
    this.#collect?.();
    return this.#columns.map((column, at) => {
      const [count, missing] = [this.#count[at] ?? 0, this.#missing[at] ?? 0];
      const figures = { name: column.name, count, missing };
      if (isNumeric(column)) {
        if (count === 0) return figures;
        const [minimum, maximum] = [this.#minimum[at] ?? 0, this.#maximum[at] ?? 0];
        return {
          ...figures,
          numeric: { minimum, maximum, mean: this.#mean[at] ?? 0, m2: this.#m2[at] ?? 0 },
        };
      }
      return this.#isListed[at] === 1 ? { ...figures, values: listed(this.tables[at]) } : figures;
    });
  }

  /** In the order of the rows, since rounding depends on it. */
  #addBatch(): void {
    const batch = this.batch;
    for (const column of this.#numeric) {
      let count = this.#count[column] ?? 0;
      let mean = this.#mean[column] ?? 0;
      let m2 = this.#m2[column] ?? 0;
      let minimum = this.#minimum[column] ?? 0;
      let maximum = this.#maximum[column] ?? 0;
      let missing = 0;
      const end = column * BATCH + this.pending;
      for (let slot = column * BATCH; slot < end; slot += 1) {
        const value = batch[slot] ?? 0;
        if (Number.isNaN(value)) {
          missing += 1;
          continue;
        }
        count += 1;
        const delta = value - mean;
        mean += delta / count;
        m2 += delta * (value - mean);
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
      }
      this.#count[column] = count;
      this.#missing[column] = (this.#missing[column] ?? 0) + missing;
      this.#mean[column] = mean;
      this.#m2[column] = m2;
      this.#minimum[column] = minimum;
      this.#maximum[column] = maximum;
    }
    this.pending = 0;
  }

  /** @returns its entry; -1 when it is too long to be listed */
  #addValue(column: number, bytes: Uint8Array, start: number, end: number): number {
    const table = this.tables[column];
    if (table === undefined) return -1;
    // A UTF-16 unit has three bytes at most.
    if (end - start > LONGEST_VALUE && unitsOf(bytes.subarray(start, end)) > LONGEST_VALUE) {
      this.#stopListing(column);
      return -1;
    }
    const entry = table.insert(bytes, start, end);
    this.addToEntry(column, entry, 1);
    return entry;
  }

  /** So many cells, counted already, hold the value of an entry. */
  addToEntry(column: number, entry: number, cells: number): void {
    const table = this.tables[column];
    if (table === undefined) return;
    const before = table.counts[entry] ?? 0;
    table.counts[entry] = before + cells;
    if (before > 0) return;
    this.#seen[column] = (this.#seen[column] ?? 0) + 1;
    // A domain may hold values that are too long to be listed.
    const value = table.bytesOf(entry);
    const isLong = value.length > LONGEST_VALUE && unitsOf(value) > LONGEST_VALUE;
    if (isLong || (this.#seen[column] ?? 0) > MOST_VALUES) this.#stopListing(column);
  }

  #stopListing(column: number): void {
    if (this.#isListed[column] === 0) return;
    this.#isListed[column] = 0;
    this.stops += 1;
  }
}

/** @returns by figure, those of all columns */
function figuresIn(figures: Float64Array, columns: number): (figure: number) => Float64Array {
  return (figure) => {
    const from = figure * (columns + 1);
    return figures.subarray(from, from + columns);
  };
}

function tableOf(domain: readonly string[]): ByteTable {
  const table = new ByteTable();
  for (const value of domain) {
    const bytes = ENCODER.encode(value);
    table.insert(bytes, 0, bytes.length);
  }
  return table;
}

function listed(table: ByteTable | undefined): [string, number][] {
  const values: [string, number][] = [];
  table?.counts.forEach((count, entry) => {
    if (count > 0) values.push([decode(table.bytesOf(entry)), count]);
  });
  return values.sort(([a], [b]) => (a < b ? -1 : 1));
}

function unitsOf(bytes: Uint8Array): number {
  return decode(bytes).length;
}

function decode(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
