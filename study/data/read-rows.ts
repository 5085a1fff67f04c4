import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse';
import { BadStudyDataError } from '../errors.ts';

/**
 * The rows of a CSV file one after another: files of a million rows are not held as text.
 * @param begin gets the names of the columns, and gives what takes each row
 * @throws BadStudyDataError for a file without header or rows, with ragged rows or a column twice
 */
export async function readRows(
  path: string,
  begin: (names: readonly string[]) => (cells: readonly string[]) => void,
): Promise<void> {
  const where = basename(path);
  const rows = createReadStream(path).pipe(
    parse({ bom: true, skip_empty_lines: true, relax_column_count: true }),
  );
  let header: readonly string[] | undefined;
  let take: (cells: readonly string[]) => void = () => undefined;
  let record = 0;
  try {
    for await (const row of rows as AsyncIterable<string[]>) {
      record += 1;
      if (header === undefined) {
        header = checkedHeader(row, where);
        take = begin(header);
      } else if (row.length === header.length) take(row);
      else throw raggedRow(`${where}, record ${record}`, row.length, header.length);
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
  if (record >= 2) return;
  throw new BadStudyDataError('a table has no rows', {
    ...{ where, received: `${record} records`, allowed: 'a header line and rows' },
    fix: 'write the rows of the sample below its header, or leave the window out',
  });
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
