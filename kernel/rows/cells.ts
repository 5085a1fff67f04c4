/** Which rows of a block hold a cell that is not plainly good, column by column. */
import {
  COLUMN_HEADS,
  COLUMN_LENGTHS,
  COLUMN_PLACES,
  COLUMN_TABLE,
  COLUMN_TABLE_MASK,
  NO_CATEGORY,
} from '../../core/engine/kernel/layout';
import {
  BLOCK_ROWS,
  ROW_HAS_DOMAIN,
  ROW_INTEGER,
  ROW_IS_NULLABLE,
  ROW_KIND,
  ROW_LISTED_TIMESTAMP,
  ROW_MAXIMUM,
  ROW_MINIMUM,
  ROW_NUMBER,
  ROW_POSITION,
  ROW_TIMESTAMP,
  ROW_VALUES,
} from '../../core/engine/rows/row-layout';
import { knownOf } from '../categories';
import { emptyRows, oddRows, readEveryInteger, readEveryNumber } from '../numbers';
import { descriptorOf, fields, records, rowBytes, values } from '../state';
import { isTimestamp } from './timestamps';

/** Numbers of a column's rows. */
@inline
export function numbersOf(column: i32): usize {
  return values + <usize>column * (BLOCK_ROWS * 8);
}

/** Entries of a column's cells in its table, u16 each. */
@inline
export function entriesOf(column: i32): usize {
  return records + <usize>column * (BLOCK_ROWS * 2);
}

@inline
export function slotsOf(descriptor: usize): usize {
  return fields + (<usize>load<u32>(descriptor, ROW_POSITION) << 2);
}

/** @returns the rows whose number lies outside the column's bounds, one bit each */
function outside(numbers: usize, rows: i32, descriptor: usize): u64 {
  const minimum = load<f64>(descriptor, ROW_MINIMUM);
  const maximum = load<f64>(descriptor, ROW_MAXIMUM);
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  // Of an odd number of rows the last one is read with what is no number: that is neither below nor above.
  const end = numbers + (<usize>rows << 3);
  if (rows & 1) store<f64>(end, NaN);
  for (let at = numbers; at < end; at += 16) {
    const pair = v128.load(at);
    least = f64x2.pmin(least, pair);
    most = f64x2.pmax(most, pair);
  }
  const isInside =
    f64x2.extract_lane(least, 0) >= minimum &&
    f64x2.extract_lane(least, 1) >= minimum &&
    f64x2.extract_lane(most, 0) <= maximum &&
    f64x2.extract_lane(most, 1) <= maximum;
  if (isInside) return 0;
  let found: u64 = 0;
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(numbers + (<usize>row << 3));
    found |= <u64>(value < minimum || value > maximum) << <u64>row;
  }
  return found;
}

/** @returns rows with an empty cell */
function emptyCells(slots: usize, rows: i32): u64 {
  let slot = slots;
  let empty: u64 = 0;
  for (let row = 0; row < rows; row++, slot += rowBytes) {
    empty |= <u64>(load<u32>(slot) + 1 == load<u32>(slot, 4)) << <u64>row;
  }
  return empty;
}

/** Notes the entries of all cells. @returns rows whose cell is not empty and has none */
function lookUp(column: i32, descriptor: usize, slots: usize, rows: i32): u64 {
  const table = <usize>load<u32>(descriptor, COLUMN_TABLE);
  const mask = load<u32>(descriptor, COLUMN_TABLE_MASK);
  const heads = <usize>load<u32>(descriptor, COLUMN_HEADS);
  const lengths = <usize>load<u32>(descriptor, COLUMN_LENGTHS);
  const places = <usize>load<u32>(descriptor, COLUMN_PLACES);
  const entries = entriesOf(column);
  let slot = slots;
  let unknown: u64 = 0;
  for (let row = 0; row < rows; row++, slot += rowBytes) {
    const from = <usize>load<u32>(slot);
    const length = <usize>load<u32>(slot, 4) - 1 - from;
    let known: u32 = NO_CATEGORY;
    if (length) {
      known = knownOf(table, mask, heads, lengths, places, from, length);
      unknown |= <u64>(known == NO_CATEGORY) << <u64>row;
    }
    store<u16>(entries + (<usize>row << 1), known);
  }
  return unknown;
}

function otherTexts(slots: usize, rows: i32): u64 {
  let slot = slots;
  let other: u64 = 0;
  for (let row = 0; row < rows; row++, slot += rowBytes) {
    const from = <usize>load<u32>(slot);
    const to = <usize>load<u32>(slot, 4) - 1;
    other |= <u64>(from != to && !isTimestamp(from, to)) << <u64>row;
  }
  return other;
}

/** @returns the rows whose cell of this column is not plainly good, one bit each */
export function checkCells(column: i32, rows: i32): u64 {
  const descriptor = descriptorOf(column);
  const kind = load<u32>(descriptor, ROW_KIND);
  const slots = slotsOf(descriptor);
  const isNullable = load<u32>(descriptor, ROW_IS_NULLABLE);
  if (kind == ROW_NUMBER || kind == ROW_INTEGER) {
    const numbers = numbersOf(column);
    if (kind == ROW_NUMBER) readEveryNumber(column, slots, rows, numbers);
    else readEveryInteger(column, slots, rows, numbers);
    return oddRows | (isNullable ? 0 : emptyRows) | outside(numbers, rows, descriptor);
  }
  let left = isNullable ? 0 : emptyCells(slots, rows);
  if (kind == ROW_TIMESTAMP || kind == ROW_LISTED_TIMESTAMP) left |= otherTexts(slots, rows);
  if (kind == ROW_VALUES || kind == ROW_LISTED_TIMESTAMP) {
    const unknown = lookUp(column, descriptor, slots, rows);
    if (load<u32>(descriptor, ROW_HAS_DOMAIN)) left |= unknown;
  }
  return left;
}
