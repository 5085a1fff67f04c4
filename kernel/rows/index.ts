/**
 * The kernel of rows: lines of CSV in, what is plainly good of them out. The host puts whole lines into memory and asks
 * for a block of up to 64 rows, whose cells are found, read and checked column by column. Rows of which it cannot say
 * that they are good are the host's; what became of the others is counted when the host says so.
 *
 * A block ends before a line whose cells it cannot tell: with quotes that are not just around a cell, empty, or with
 * another number of cells.
 */
import { ROW_CONFIG, ROW_FLAGS, ROW_IS_OTHER, ROW_IS_LEFT } from '../../core/engine/rows/row-layout';
import { categoryPlace } from '../categories';
import { columns, readConfiguration } from '../state';
import { checkCells } from './cells';
import { leftRows, otherRows, splitRows } from './split';
import { addNumbers } from './sums';
import { addTexts } from './texts';
import { writeRows } from './write';

export { categoryPlace, writeRows };

export function configure(): void {
  readConfiguration();
}

/**
 * @param from first byte of a line; @param to behind the line feed of the last one
 * @returns the rows of the block
 */
export function readRows(from: usize, to: usize): i32 {
  const rows = splitRows(from, to);
  let left = leftRows;
  for (let column = 0; column < columns; column++) left |= checkCells(column, rows);
  const other = otherRows;
  const flags: usize = ROW_CONFIG + ROW_FLAGS;
  for (let row = 0; row < rows; row++) {
    const isLeft = <u32>(left >> <u64>row) & 1;
    const isOther = <u32>(other >> <u64>row) & 1;
    store<u8>(flags + <usize>row, isLeft * ROW_IS_LEFT + isOther * ROW_IS_OTHER);
  }
  return rows;
}

/** Rows of the block that are good: into the figures of their columns, in their order. */
export function addRows(first: i32, rows: i32): void {
  addNumbers(first, rows);
  addTexts(first, rows);
}
