import type { DecodeFailure } from '../decode-failure.ts';
import { readRows } from '../read-rows.ts';
import type { BlocksFrom } from '../read-csv.ts';
import type { TableBlock } from '../table-block.ts';
import type { TableFacts } from './column-facts.ts';
import { ColumnObserver } from './column-observer.ts';
import { SeenRows } from './seen-rows.ts';

export interface DescribedTable extends TableFacts {
  /** Why the file could not be read to its end; the facts are those of the rows before. */
  readonly failure?: DecodeFailure;
}

/** What a CSV file holds, column by column, in one pass: nothing has to be declared before. */
export async function describeTable(
  bytes: AsyncIterable<Uint8Array>,
  blocksFrom?: BlocksFrom,
): Promise<DescribedTable> {
  let columns: ColumnObserver[] = [];
  let seen = new SeenRows(0);
  let duplicateRows = 0;
  const { rows, failure } = await readRows(
    bytes,
    {
      header(names) {
        columns = names.map((name) => new ColumnObserver(name));
        seen = new SeenRows(names.length);
      },
      row(cells) {
        columns.forEach((column, at) => column.add(cells[at] ?? ''));
        if (!seen.add(cells)) duplicateRows += 1;
      },
      numeric: () => new Set([...columns.keys()].filter((at) => columns[at]?.holdsNumbers === true)),
      block(block) {
        columns.forEach((column, at) => observe(column, block, at));
        for (let row = 0; row < block.rows; row += 1) if (!seen.addFound(block, row)) duplicateRows += 1;
      },
    },
    blocksFrom,
  );
  return {
    ...{ rows, duplicateRows, columns: columns.map((column) => column.facts()) },
    ...(failure === undefined ? {} : { failure }),
  };
}

function observe(column: ColumnObserver, block: TableBlock, place: number): void {
  const numbers = block.numbers(place);
  for (let row = 0; row < block.rows; row += 1) {
    const number = numbers?.[row] ?? Number.NaN;
    // An empty cell is no number either; most others are told without their text.
    if (!Number.isNaN(number)) {
      block.find(place, row);
      if (column.addNumber(number, block)) continue;
    }
    column.add(block.text(place, row));
  }
}
