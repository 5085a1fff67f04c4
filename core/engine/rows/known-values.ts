import { kindOf } from '../csv/cell-kind.ts';
import type { ColumnTallies } from '../csv/column-tallies.ts';
import type { ScanColumn } from '../csv/scan-column.ts';
import { CategoryTable } from '../kernel/category-table.ts';
import { COLUMN_COUNTS, DESCRIPTOR_BYTES } from '../kernel/layout.ts';
import { ROW_HAS_DOMAIN, ROW_KIND } from './row-layout.ts';
import type { RowMemory } from './row-memory.ts';

/**
 * The values of text that the kernel of rows looks up and counts: those of a domain, and those that are listed. Their
 * numbers are those of the tallies' own tables.
 */
export class KnownValues {
  readonly #columns: readonly ScanColumn[];
  readonly #tallies: ColumnTallies;
  readonly #tables: readonly (CategoryTable | undefined)[];
  readonly #counts: readonly (Uint32Array | undefined)[];
  /** By column and entry: 1 where the kernel knows it, or cannot. */
  readonly #isSettled: readonly (Uint8Array | undefined)[];
  readonly #descriptors: number;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  #stops = -1;

  constructor(
    memory: ArrayBuffer,
    plan: RowMemory,
    columns: readonly ScanColumn[],
    tallies: ColumnTallies,
    placeOf: (address: number, length: number) => number,
  ) {
    this.#columns = columns;
    this.#tallies = tallies;
    this.#descriptors = plan.descriptors;
    this.#view = new DataView(memory);
    this.#bytes = new Uint8Array(memory);
    this.#tables = plan.tables.map((table) =>
      table === undefined ? undefined : new CategoryTable(memory, table.at, table, placeOf),
    );
    this.#counts = plan.tables.map((table) =>
      table === undefined ? undefined : new Uint32Array(memory, table.counts, table.values),
    );
    this.#isSettled = plan.tables.map((table) =>
      table === undefined ? undefined : new Uint8Array(table.values),
    );
    columns.forEach((column, at) => {
      const table = tallies.tables[at];
      const word = (offset: number, value: number) => this.#word(at, offset, value);
      word(ROW_HAS_DOMAIN, column.domain === undefined ? 0 : 1);
      word(COLUMN_COUNTS, plan.tables[at]?.counts ?? 0);
      this.#tables[at]?.describe(word);
      // Of a domain all values; others are those that were listed until now.
      const known = column.domain === undefined ? table?.size : plan.tables[at]?.values;
      for (let entry = 0; entry < (known ?? 0); entry += 1) {
        if (table !== undefined) this.#put(at, entry, table.bytesOf(entry));
      }
    });
    this.refresh();
  }

  /** A column whose values are not listed any more is only looked at for being empty. */
  refresh(): void {
    if (this.#tallies.stops === this.#stops) return;
    this.#stops = this.#tallies.stops;
    this.#columns.forEach((column, at) => {
      this.#word(at, ROW_KIND, kindOf(column, this.#tallies.isAsked(at)));
    });
  }

  /** For the kernel: a value of a good row that it does not know. */
  list(column: number, from: number, to: number): void {
    const entry = this.#tallies.listValue(column, this.#bytes, from, to);
    if (entry >= 0 && this.#isSettled[column]?.[entry] === 0)
      this.#put(column, entry, this.#bytes.subarray(from, to));
  }

  /** Moves what the kernel has counted into the tallies. */
  collect(): void {
    this.#counts.forEach((counts, column) => {
      counts?.forEach((cells, entry) => {
        if (cells > 0) this.#tallies.addToEntry(column, entry, cells);
      });
      counts?.fill(0);
    });
  }

  #put(column: number, entry: number, text: Uint8Array): void {
    const isSettled = this.#isSettled[column];
    if (isSettled !== undefined) isSettled[entry] = 1;
    this.#tables[column]?.put(entry, text);
  }

  #word(column: number, offset: number, value: number): void {
    this.#view.setUint32(this.#descriptors + column * DESCRIPTOR_BYTES + offset, value, true);
  }
}
