import { isStraight, type PlainRowShape } from '../csv/plain-row.ts';
import { type RuleCells, rulesHold } from '../csv/row-rules.ts';
import type { KnownValues } from './known-values.ts';
import { BLOCK_ROWS, ROW_CONFIG, ROW_FLAGS, ROW_IS_LEFT, ROW_IS_OTHER } from './row-layout.ts';
import type { RowMemory } from './row-memory.ts';
import type { RowKernel } from './row-module.ts';

/** After misses in a row as many rows are read without asking: some files have a comma in quotes in every row. */
const MOST_PASSED_OVER = 64;

export interface RowBlocksParts {
  readonly shape: PlainRowShape;
  readonly plan: RowMemory;
  readonly memory: ArrayBuffer;
  readonly kernel: RowKernel;
  readonly known: KnownValues;
  readonly chunk: Uint8Array<ArrayBuffer>;
}

/**
 * Reads rows that are plainly good, a block at a time, by the kernel of rows: as `PlainRow` does one by one. What it does
 * not say yes to is no answer; `PlainRow` and the exact reader take that row.
 */
export class RowBlocks implements RuleCells {
  /** The text is read from here and nowhere else. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Cells are found here, by `startOf` and `endOf`. */
  readonly cells: Uint8Array;
  /** Good rows of the block, one behind the other: see `read`. */
  first = 0;
  last = 0;
  readonly #shape: PlainRowShape;
  readonly #plan: RowMemory;
  readonly #kernel: RowKernel;
  readonly #known: KnownValues;
  readonly #lines: Uint32Array;
  readonly #slots: Uint32Array;
  readonly #flags: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #positions: Int32Array;
  readonly #isStraight: boolean;
  /** Rows of the block. */
  #rows = 0;
  #asked = 0;
  #misses = 0;
  #passedOver = 0;

  constructor({ shape, plan, memory, kernel, known, chunk }: RowBlocksParts) {
    this.bytes = chunk;
    this.#shape = shape;
    this.#plan = plan;
    this.#kernel = kernel;
    this.#known = known;
    this.cells = new Uint8Array(memory);
    this.#lines = new Uint32Array(memory, plan.lines, BLOCK_ROWS + 1);
    this.#slots = new Uint32Array(memory, plan.fields, (BLOCK_ROWS + 1) * plan.stride);
    this.#flags = new Uint8Array(memory, ROW_CONFIG + ROW_FLAGS, BLOCK_ROWS);
    this.#numbers = new Float64Array(memory, plan.values, shape.columns.length * BLOCK_ROWS);
    this.#positions = Int32Array.from(shape.positions);
    this.#isStraight = isStraight(shape);
  }

  /** The bytes have changed: nothing that was read of them counts any more. */
  forget(): void {
    this.#rows = 0;
    this.last = 0;
  }

  /**
   * @param from  where a row begins
   * @param to  behind the last line feed
   * @returns whether good rows begin there: those from `first` up to `last`
   */
  read(from: number, to: number): boolean {
    let row = this.last;
    // Behind a row that was left to others the block goes on.
    if (row < this.#rows && this.rowStart(row) !== from) row += 1;
    if (row >= this.#rows || this.rowStart(row) !== from) {
      if (!this.#readBlock(from, to)) return false;
      row = 0;
    }
    const flags = this.#flags;
    this.first = row;
    while (row < this.#rows && ((flags[row] ?? 0) & ROW_IS_LEFT) === 0) row += 1;
    this.last = row;
    return row > this.first;
  }

  /** Counts good rows of the block, in their order. */
  count(first: number, last: number): void {
    this.#shape.tallies.settle();
    this.#kernel.addRows(first, last - first);
  }

  /** Where a row begins; that of the row behind the last one is where the next begins. */
  rowStart(row: number): number {
    return (this.#lines[row] ?? 0) - this.#plan.chunk;
  }

  /** Are rows, as they stand in the file, the canonical ones? Otherwise `written` gives those. */
  areVerbatim(first: number, last: number): boolean {
    if (!this.#isStraight) return false;
    for (let row = first; row < last; row += 1)
      if (((this.#flags[row] ?? 0) & ROW_IS_OTHER) !== 0) return false;
    return true;
  }

  /** Good rows as they are kept. @returns bytes that are valid until the next call */
  written(first: number, last: number): Uint8Array {
    const { written } = this.#plan;
    return this.cells.subarray(written, this.#kernel.writeRows(first, last - first, written));
  }

  /** The row that is looked at from now on. */
  ask(row: number): void {
    this.#asked = row;
  }

  startOf(column: number): number {
    return this.#slots[this.#slotOf(column)] ?? 0;
  }

  /** In front of where the next cell starts. */
  endOf(column: number): number {
    return (this.#slots[this.#slotOf(column) + 1] ?? 0) - 1;
  }

  numberOf(column: number): number {
    return this.#numbers[column * BLOCK_ROWS + this.#asked] ?? 0;
  }

  /** Of a column of numbers those of some rows, NaN where a cell is empty; valid until the next block. */
  numbersOf(column: number, first: number, last: number): Float64Array {
    return this.#numbers.subarray(column * BLOCK_ROWS + first, column * BLOCK_ROWS + last);
  }

  #slotOf(column: number): number {
    return this.#asked * this.#plan.stride + (this.#positions[column] ?? 0);
  }

  #readBlock(from: number, to: number): boolean {
    if (this.#passedOver > 0) {
      this.#passedOver -= 1;
      return false;
    }
    this.#known.refresh();
    const { chunk } = this.#plan;
    this.#rows = this.#kernel.readRows(chunk + from, chunk + to);
    this.#misses = this.#rows > 0 ? 0 : Math.min(this.#misses * 2 + 1, MOST_PASSED_OVER);
    this.#passedOver = this.#misses >> 1;
    if (this.#shape.rules.length > 0) this.#askRules();
    return this.#rows > 0;
  }

  #askRules(): void {
    const flags = this.#flags;
    for (let row = 0; row < this.#rows; row += 1) {
      this.ask(row);
      const flag = flags[row] ?? 0;
      if ((flag & ROW_IS_LEFT) === 0 && !rulesHold(this.#shape, this.cells, this))
        flags[row] = flag | ROW_IS_LEFT;
    }
  }
}
