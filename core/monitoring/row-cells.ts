import { csvCells } from '../serving/capture/csv-cells.ts';
import { featureValue } from './reference-bins.ts';

/**
 * Reads a captured row once, for all that is counted of it.
 * @param into one number a feature, NaN for missing; cells beyond its length are only counted
 * @returns how many cells the row has
 * @example readCells('1,,x', [0, 0, 0]) // 3
 */
export function readCells(line: string, into: Float64Array | number[]): number {
  if (line.includes('"')) {
    const cells = csvCells(line);
    for (let cell = 0; cell < into.length; cell += 1) into[cell] = featureValue(cells[cell] ?? '');
    return cells.length;
  }
  let [cell, start] = [0, 0];
  for (;;) {
    const comma = line.indexOf(',', start);
    if (cell < into.length)
      into[cell] = featureValue(comma < 0 ? line.slice(start) : line.slice(start, comma));
    cell += 1;
    if (comma < 0) return cell;
    start = comma + 1;
  }
}
