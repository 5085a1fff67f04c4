import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse';
import { BadStudyDataError } from '../errors.ts';

/** Columns of a CSV file with a header line; cells as they stand. */
export type TextTable = ReadonlyMap<string, readonly string[]>;

/**
 * @throws BadStudyDataError for a file without header or rows, with ragged rows or a column twice
 */
export async function readTable(path: string): Promise<TextTable> {
  const where = basename(path);
  const rows = createReadStream(path).pipe(
    parse({ bom: true, skip_empty_lines: true, relax_column_count: true }),
  );
  let header: readonly string[] | undefined;
  const cells: string[][] = [];
  let line = 0;
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      line += 1;
      if (header === undefined) {
        header = checkedHeader(row, where);
        cells.push(...header.map(() => []));
        continue;
      }
      if (row.length !== header.length)
        throw raggedRow(`${where}, record ${line}`, row.length, header.length);
      row.forEach((cell, column) => cells[column]?.push(cell));
    }
  } catch (error) {
    if (error instanceof BadStudyDataError) throw error;
    throw new BadStudyDataError(
      'a table cannot be read as CSV',
      {
        where,
        received: error instanceof Error ? error.message : String(error),
        fix: 'write it as CSV with a header line, UTF-8',
      },
      { cause: error },
    );
  }
  if (header === undefined || line < 2) {
    throw new BadStudyDataError('a table has no rows', {
      ...{ where, received: `${line} records`, allowed: 'a header line and rows' },
      fix: 'write the rows of the sample below its header, or leave the window out',
    });
  }
  return new Map(header.map((name, column) => [name, cells[column] ?? []]));
}

function checkedHeader(header: readonly string[], where: string): readonly string[] {
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice === undefined && !header.includes('')) return header;
  throw new BadStudyDataError('a table names its columns badly', {
    where: `${where}, header`,
    received: twice === undefined ? 'a column without a name' : `column ${twice} twice`,
    fix: 'give every column a name of its own',
  });
}

function raggedRow(where: string, received: number, allowed: number): BadStudyDataError {
  return new BadStudyDataError('a row has another number of cells than the header', {
    ...{ where, received: `${received} cells`, allowed: `${allowed} cells` },
    fix: 'quote cells that hold a comma, and write an empty cell for a missing value',
  });
}
