import { ByteTable } from '../engine/csv/byte-table.ts';
import type { RowBlocks } from '../engine/rows/row-blocks.ts';

/** Some dozen rows of a table, one behind the other. Valid until the next ones come. */
export interface TableBlock {
  readonly rows: number;
  /** NaN where a cell is empty. @returns undefined for a column that was not read as numbers */
  numbers(column: number): Float64Array | undefined;
  /** A cell of any column. @param row  of the block, from 0 */
  text(column: number, row: number): string;
  /** The same cell as bytes of `bytes`. */
  find(column: number, row: number): void;
  readonly bytes: Uint8Array;
  /** Of the cell found last. */
  readonly start: number;
  readonly end: number;
}

/** Short texts that a column keeps, since making one again costs more than finding it. */
const MOST_KEPT = 10_000;
const LONGEST_KEPT = 64;
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** Hands out what the kernel of rows has read. */
export class TableBlockReader implements TableBlock {
  rows = 0;
  readonly bytes: Uint8Array;
  start = 0;
  end = 0;
  readonly #blocks: RowBlocks;
  readonly #numeric: ReadonlySet<number>;
  readonly #kept: readonly { readonly table: ByteTable; readonly texts: string[] }[];
  #first = 0;

  constructor(blocks: RowBlocks, width: number, numeric: ReadonlySet<number>) {
    this.#blocks = blocks;
    this.bytes = blocks.cells;
    this.#numeric = numeric;
    this.#kept = Array.from({ length: width }, () => ({ table: new ByteTable(), texts: [] }));
  }

  between(first: number, last: number): TableBlock {
    this.#first = first;
    this.rows = last - first;
    return this;
  }

  numbers(column: number): Float64Array | undefined {
    if (!this.#numeric.has(column)) return undefined;
    return this.#blocks.numbersOf(column, this.#first, this.#first + this.rows);
  }

  find(column: number, row: number): void {
    const blocks = this.#blocks;
    blocks.ask(this.#first + row);
    this.start = blocks.startOf(column);
    this.end = blocks.endOf(column);
  }

  text(column: number, row: number): string {
    this.find(column, row);
    const { bytes, start, end } = this;
    const kept = this.#kept[column];
    if (start === end || kept === undefined) return '';
    const isShort = end - start <= LONGEST_KEPT;
    const found = isShort ? kept.table.find(bytes, start, end) : -1;
    if (found >= 0) return kept.texts[found] ?? '';
    const text = DECODER.decode(bytes.subarray(start, end));
    if (isShort && kept.texts.length < MOST_KEPT) {
      kept.table.insert(bytes, start, end);
      kept.texts.push(text);
    }
    return text;
  }
}
