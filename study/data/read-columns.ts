import { categoryCode, type ColumnCode, isMissing, isText, numberCode } from './column-code.ts';
import { readRows } from './read-rows.ts';

/** How each column of the baseline becomes numbers, in the order of its header. */
export type TableCode = ReadonlyMap<string, ColumnCode>;

/** Looks through the baseline twice: which columns hold texts, and how often each text occurs. */
export async function learnCode(path: string): Promise<TableCode> {
  const texts = new Map<string, Map<string, number>>();
  let names: readonly string[] = [];
  await readRows(path, (header) => {
    names = header;
    return (cells) => {
      cells.forEach((cell, column) => {
        const name = header[column] ?? '';
        if (!texts.has(name) && isText(cell)) texts.set(name, new Map());
      });
    };
  });
  if (texts.size > 0)
    await readRows(path, (header) => {
      const counted = header.map((name) => texts.get(name));
      return (cells) => {
        cells.forEach((cell, column) => {
          if (!isMissing(cell)) counted[column]?.set(cell, (counted[column].get(cell) ?? 0) + 1);
        });
      };
    });
  return new Map(
    names.map((name) => {
      const rowsOf = texts.get(name);
      return [name, rowsOf === undefined ? numberCode : categoryCode(rowsOf)];
    }),
  );
}

/**
 * The columns of a table as numbers.
 * @param check may refuse the names of the columns
 */
export async function readColumns(
  path: string,
  code: TableCode,
  check: (names: readonly string[]) => void,
): Promise<ReadonlyMap<string, Float64Array>> {
  const columns = new Map<string, number[]>();
  await readRows(path, (header) => {
    check(header);
    const takers = header.map((name) => {
      const [encode, values] = [code.get(name) ?? numberCode, new Array<number>()];
      columns.set(name, values);
      return (cell: string) => void values.push(encode(cell));
    });
    return (cells) => cells.forEach((cell, column) => takers[column]?.(cell));
  });
  return new Map([...columns].map(([name, values]) => [name, Float64Array.from(values)]));
}
