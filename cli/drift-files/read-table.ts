import { readRows, type RowTaker } from '#core/data/read-rows';
import { csvCells } from '#core/serving/capture/csv-cells';
import { BadInputFileError } from '../errors.ts';

export interface TableHandler extends Pick<RowTaker, 'row' | 'block' | 'numeric'> {
  /** @param names made up, as `column-1`, for a table that names none */
  columns(names: readonly string[], isNamed: boolean): void;
}

/** `no`: the first line is a row. `auto`: it is one as soon as a cell of it is empty, a number, or there twice. */
export type HeaderRule = 'auto' | 'no';

const LINE_FEED = 10;

/**
 * Reads a CSV table with or without a header line, in bounded memory.
 * @throws BadInputFileError at the first line that is none of the table
 */
export async function readTable(
  {
    path,
    bytes,
    header,
  }: { readonly path: string; readonly bytes: AsyncIterable<Uint8Array>; readonly header: HeaderRule },
  handler: TableHandler,
): Promise<void> {
  let isNamed = true;
  const withHeader = async function* (): AsyncGenerator<Uint8Array> {
    let begun: Uint8Array | undefined = new Uint8Array();
    for await (const chunk of bytes) {
      if (begun === undefined) {
        yield chunk;
        continue;
      }
      begun = Buffer.concat([begun, chunk]);
      if (!begun.includes(LINE_FEED)) continue;
      const cells = firstCells(begun);
      isNamed = header === 'auto' && isHeader(cells);
      if (!isNamed) yield Buffer.from(`${cells.map((_, at) => `column-${at + 1}`).join(',')}\n`);
      yield begun;
      begun = undefined;
    }
    if (begun !== undefined) yield begun;
  };
  const { failure } = await readRows(withHeader(), {
    header: (names) => handler.columns(names, isNamed),
    row: (cells) => handler.row(cells),
    block: (rows) => handler.block(rows),
    numeric: () => handler.numeric(),
  });
  if (failure === undefined) return;
  const { reason, line, detail, column } = failure;
  throw new BadInputFileError('the table cannot be read', {
    where: `${path}:${line}${column === undefined ? '' : ` ${column}`}`,
    received: `${reason}: ${detail}`,
    allowed: 'CSV in UTF-8: commas between cells, each row as long as the first, at least one row',
    fix: 'mend the line and run the command again',
  });
}

function firstCells(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(LINE_FEED)));
  return csvCells(text.replace(/\r$/, ''));
}

function isHeader(cells: readonly string[]): boolean {
  const isName = (cell: string) => cell.trim() !== '' && Number.isNaN(Number(cell));
  return cells.every(isName) && new Set(cells).size === cells.length;
}
