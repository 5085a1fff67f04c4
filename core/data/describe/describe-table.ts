import { decodeCsv } from '../decode-csv.ts';
import type { DecodeFailure } from '../decode-failure.ts';
import { KeySet } from '../key-set.ts';
import { rowKey } from '../row-key.ts';
import type { TableFacts } from './column-facts.ts';
import { ColumnObserver } from './column-observer.ts';

export interface DescribedTable extends TableFacts {
  /** Why the file could not be read to its end; the facts are those of the rows before. */
  readonly failure?: DecodeFailure;
}

/** What a CSV file holds, column by column, in one pass: nothing has to be declared before. */
export async function describeTable(bytes: AsyncIterable<Uint8Array>): Promise<DescribedTable> {
  let columns: ColumnObserver[] = [];
  const seen = new KeySet();
  let duplicateRows = 0;
  const { rows, failure } = await decodeCsv(bytes, {
    header(names) {
      columns = names.map((name) => new ColumnObserver(name));
    },
    row(cells) {
      columns.forEach((column, at) => column.add(cells[at] ?? ''));
      if (!seen.add(rowKey(cells))) duplicateRows += 1;
    },
  });
  return {
    ...{ rows, duplicateRows, columns: columns.map((column) => column.facts()) },
    ...(failure === undefined ? {} : { failure }),
  };
}
