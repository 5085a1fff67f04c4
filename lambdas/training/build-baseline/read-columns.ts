import { readLines } from '../../common/read-lines.ts';

/**
 * The features of a training file, column by column: headerless CSV with the label first, an empty cell is NaN.
 * @param shape columns after the label, and rows
 */
export async function readColumns(
  bytes: AsyncIterable<Uint8Array>,
  shape: { readonly columns: number; readonly rows: number },
): Promise<readonly Float64Array[]> {
  const columns = Array.from({ length: shape.columns }, () => new Float64Array(shape.rows).fill(Number.NaN));
  let row = 0;
  for await (const line of readLines(bytes)) {
    if (line === '' || row >= shape.rows) continue;
    let start = line.indexOf(',') + 1;
    for (const column of columns) {
      let end = line.indexOf(',', start);
      if (end < 0) end = line.length;
      if (end > start) column[row] = Number(line.slice(start, end));
      start = end + 1;
    }
    row += 1;
  }
  return columns;
}
