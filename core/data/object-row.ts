/** One row of a canonical object, in the dataset's column order. It is valid until the next one is read. */
export interface ObjectRow {
  /** The cell of a column; empty beyond the last one. */
  cell(column: number): string;
  /** Cells from one column up to another, exclusive, with commas between them. */
  span(from: number, to: number): string;
  /** All cells. */
  cells(): readonly string[];
}

const COMMA = ',';

/**
 * A row by its line: no cell of it is quoted, so that cells lie between commas, and neighbours can be cut out together.
 * One object takes line after line: a string for every cell of a year of rows is what costs.
 * @example new LineRow().read('7,,9').span(1, 3) // ',9'
 */
export class LineRow implements ObjectRow {
  #line = '';
  /** Where each cell ends, exclusive. */
  #ends = new Int32Array(64);
  #columns = 0;

  read(line: string): this {
    this.#line = line;
    this.#columns = 0;
    for (let at = line.indexOf(COMMA); at >= 0; at = line.indexOf(COMMA, at + 1)) this.#end(at);
    this.#end(line.length);
    return this;
  }

  cell(column: number): string {
    return this.span(column, column + 1);
  }

  span(from: number, to: number): string {
    const last = Math.min(to, this.#columns) - 1;
    if (from > last) return '';
    return this.#line.slice(from === 0 ? 0 : (this.#ends[from - 1] ?? 0) + 1, this.#ends[last]);
  }

  cells(): readonly string[] {
    return this.#line.split(COMMA);
  }

  #end(at: number): void {
    if (this.#columns === this.#ends.length) {
      const longer = new Int32Array(this.#ends.length * 2);
      longer.set(this.#ends);
      this.#ends = longer;
    }
    this.#ends[this.#columns] = at;
    this.#columns += 1;
  }
}

/** A row by its cells, as a parser of quoted cells gives it. @example cellsRow(['7', 'a,b']).cell(1) // 'a,b' */
export function cellsRow(cells: readonly string[]): ObjectRow {
  return {
    cell: (column) => cells[column] ?? '',
    span: (from, to) => cells.slice(from, to).join(COMMA),
    cells: () => cells,
  };
}
