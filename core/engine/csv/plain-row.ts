import { CARRIAGE_RETURN, COMMA, LINE_FEED, QUOTE } from './bytes.ts';
import { ROW_INTEGER, ROW_LISTED_TIMESTAMP, ROW_NUMBER, ROW_TEXT, ROW_VALUES } from '../rows/row-layout.ts';
import { kindOf } from './cell-kind.ts';
import { BATCH, type ColumnTallies } from './column-tallies.ts';
import { NumberReader } from './number-reader.ts';
import { type RuleCells, rulesHold } from './row-rules.ts';
import type { RowCells, ScanColumn, ScanRule } from './scan-column.ts';
import { timestampEnd } from './timestamp.ts';

export interface PlainRowShape {
  readonly columns: readonly ScanColumn[];
  readonly rules: readonly ScanRule[];
  /** Position in the file of each column; -1 where a column is absent, which is then empty in every row. */
  readonly positions: readonly number[];
  readonly delimiter: number;
  readonly tallies: ColumnTallies;
}

/**
 * Reads rows that are plainly good, each in one walk over its bytes, without a string: split, types, ranges, domains,
 * rules between columns.
 *
 * It only ever says yes. Whatever it cannot say yes to (a breach, a quote within a cell, a number of 30 digits) is no
 * answer: the exact reader takes that row. A wrong yes would be the only error it could make.
 */
export class PlainRow implements RowCells, RuleCells {
  /**
   * By column of the dataset: where the cell lies, and the entry of its value in the column's table. Numbers are put
   * into the batch of the tallies, NaN where the cell is empty.
   */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly entries: Int32Array;
  /** Is the row, as it stands in the file, the canonical one? */
  isVerbatim = false;
  readonly #shape: PlainRowShape;
  readonly #numbers: NumberReader;
  readonly #kinds: Uint8Array;
  readonly #targets: Int32Array;
  readonly #isNullable: Uint8Array;
  readonly #minimum: Float64Array;
  readonly #maximum: Float64Array;
  readonly #domainSizes: Int32Array;
  readonly #isStop = new Uint8Array(256);
  readonly #isStraight: boolean;

  constructor(shape: PlainRowShape) {
    const { columns, positions, delimiter } = shape;
    const targets = positions
      .map((position, column) => ({ position, column }))
      .filter(({ position }) => position >= 0)
      .sort((a, b) => a.position - b.position)
      .map(({ column }) => column);
    this.#shape = shape;
    this.#numbers = new NumberReader(shape.tallies.batch);
    this.starts = new Int32Array(columns.length);
    this.ends = new Int32Array(columns.length);
    this.entries = new Int32Array(columns.length).fill(-1);
    this.#targets = Int32Array.from(targets);
    this.#kinds = new Uint8Array(targets.length);
    this.#isNullable = Uint8Array.from(columns, (column) => (column.isNullable ? 1 : 0));
    this.#minimum = Float64Array.from(columns, (column) => column.minimum);
    this.#maximum = Float64Array.from(columns, (column) => column.maximum);
    this.#domainSizes = Int32Array.from(columns, (column) => new Set(column.domain ?? []).size);
    for (const stop of [delimiter, COMMA, QUOTE, LINE_FEED, CARRIAGE_RETURN]) this.#isStop[stop] = 1;
    this.#isStraight = isStraight(shape);
    this.refresh();
  }

  /** A column whose values are not listed any more is only walked over. */
  refresh(): void {
    const { columns, tallies } = this.#shape;
    this.#targets.forEach((column, index) => {
      this.#kinds[index] = kindOf(columns[column], tallies.isAsked(column));
      this.entries[column] = -1;
    });
  }

  /**
   * @param from  where the row begins; its line must be complete
   * @returns the position behind the row's line end; -1 when the exact reader has to look
   */
  read(bytes: Uint8Array<ArrayBuffer>, from: number): number {
    const kinds = this.#kinds;
    const targets = this.#targets;
    const starts = this.starts;
    const ends = this.ends;
    const numbers = this.#numbers;
    const minimum = this.#minimum;
    const maximum = this.#maximum;
    const { delimiter, tallies } = this.#shape;
    const { batch, pending } = tallies;
    const isStop = this.#isStop;
    numbers.look(bytes);
    const last = targets.length - 1;
    let isVerbatim = this.#isStraight;
    let at = from;
    for (let index = 0; index <= last; index += 1) {
      const column = targets[index] ?? 0;
      const kind = kinds[index];
      // A number with a delimiter behind it needs none of the questions below.
      if (kind === ROW_NUMBER && index < last) {
        const slot = column * BATCH + pending;
        const end = numbers.decimal(at, slot);
        if (end > 0 && bytes[end] === delimiter) {
          const value = batch[slot] ?? 0;
          if (value < (minimum[column] ?? 0) || value > (maximum[column] ?? 0)) return -1;
          starts[column] = at;
          ends[column] = end;
          at = end + 1;
          continue;
        }
      }
      const isQuoted = bytes[at] === QUOTE;
      if (isQuoted) {
        at += 1;
        isVerbatim = false;
      }
      let end = at;
      if (kind === ROW_NUMBER || kind === ROW_INTEGER) {
        const slot = column * BATCH + pending;
        end = kind === ROW_NUMBER ? numbers.decimal(at, slot) : numbers.integer(at, slot);
        if (end < 0) {
          end = at;
          batch[slot] = Number.NaN;
        } else {
          const value = batch[slot] ?? 0;
          if (value < (minimum[column] ?? 0) || value > (maximum[column] ?? 0)) return -1;
        }
      } else if (kind === ROW_TEXT) {
        while (isStop[bytes[end] ?? 0] === 0) end += 1;
      } else if (kind === ROW_VALUES) {
        end = this.#lookUp(bytes, at, column);
      } else {
        end = timestampEnd(bytes, at);
        if (end < 0) end = at;
        else if (kind === ROW_LISTED_TIMESTAMP && this.#lookUp(bytes, at, column) < 0) return -1;
      }
      if (end < 0 || (end === at && this.#isNullable[column] === 0)) return -1;
      starts[column] = at;
      ends[column] = end;
      if (isQuoted) {
        if (bytes[end] !== QUOTE) return -1;
        end += 1;
      }
      const stop = bytes[end];
      if (index < last) {
        if (stop !== delimiter) return -1;
      } else if (stop === CARRIAGE_RETURN) {
        isVerbatim = false;
        end += 1;
        if (bytes[end] !== LINE_FEED) return -1;
      } else if (stop !== LINE_FEED) return -1;
      at = end + 1;
    }
    if (this.#shape.rules.length > 0 && !rulesHold(this.#shape, bytes, this)) return -1;
    this.isVerbatim = isVerbatim;
    return at;
  }

  startOf(column: number): number {
    return this.starts[column] ?? 0;
  }

  endOf(column: number): number {
    return this.ends[column] ?? 0;
  }

  numberOf(column: number): number {
    const { batch, pending } = this.#shape.tallies;
    return batch[column * BATCH + pending] ?? 0;
  }

  /** @returns where the cell ends; -1 when it is not of the domain */
  #lookUp(bytes: Uint8Array<ArrayBuffer>, at: number, column: number): number {
    const isStop = this.#isStop;
    let end = at;
    while (isStop[bytes[end] ?? 0] === 0) end += 1;
    const table = this.#shape.tallies.tables[column];
    const entry = table === undefined || end === at ? -1 : table.findByWords(this.#numbers.view, at, end);
    this.entries[column] = entry;
    const domainSize = this.#domainSizes[column] ?? 0;
    if (domainSize > 0 && end > at && (entry < 0 || entry >= domainSize)) return -1;
    return end;
  }
}

/** Do rows stand in the file as they are kept, but for quotes and line ends? */
export function isStraight({ delimiter, positions }: PlainRowShape): boolean {
  return delimiter === COMMA && positions.every((position, column) => position === column);
}
