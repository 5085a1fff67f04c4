/** Rows as they are kept: cells in the order of the table's columns, commas between them, a line feed behind. */
import { columns, descriptorOf, rowBytes } from '../state';
import { slotsOf } from './cells';

/** Sixteen bytes a time: what is copied beyond the cell is overwritten by what follows. */
@inline
function copyCell(from: usize, length: usize, into: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(into + at, v128.load(from + at));
}

/** @param into room for the rows as they stand in the file, and 16 bytes. @returns the address behind the last one */
export function writeRows(first: i32, rows: i32, into: usize): usize {
  let end = into;
  for (let row = first; row < first + rows; row++) {
    const shift = <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      const slot = slotsOf(descriptorOf(column)) + shift;
      const from = <usize>load<u32>(slot);
      const length = <usize>load<u32>(slot, 4) - 1 - from;
      copyCell(from, length, end);
      end += length;
      store<u8>(end, 44);
      end++;
    }
    store<u8>(end - 1, 10);
  }
  return end;
}
