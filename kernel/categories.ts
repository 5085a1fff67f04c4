/** Counts the known values of a category, by an open table of their numbers; the host takes the others. */
import {
  BYTE_MASKS,
  COLUMN_COUNTS,
  COLUMN_HEADS,
  COLUMN_LENGTHS,
  COLUMN_PLACES,
  COLUMN_TABLE,
  COLUMN_TABLE_MASK,
  COLUMN_TOTALS,
  NO_CATEGORY,
  TOTAL_EMPTY,
} from '../core/engine/kernel/layout';
import { isSame } from './bytes';
import { bank, descriptorOf, rowBytes } from './state';

// @ts-ignore: decorator
@external('host', 'unknown')
export declare function tellHost(column: i32, from: usize, to: usize): void;

/** The first 16 bytes, with zeros behind a shorter text. */
@inline
function headOf(from: usize, length: usize): v128 {
  const bytes = length < 16 ? length : 16;
  return v128.and(v128.load(from), v128.load((bytes << 4) + <usize>BYTE_MASKS));
}

/** Of head and length only: long values with one beginning share a place, and are told apart there. */
@inline
function placeOf(head: v128, length: usize): u32 {
  const mixed =
    (<u64>i64x2.extract_lane(head, 0) * 0x9e3779b97f4a7c15) ^
    ((<u64>i64x2.extract_lane(head, 1) + <u64>length) * 0xc2b2ae3d27d4eb4f);
  return <u32>(((mixed ^ (mixed >> 32)) * 0x9e3779b97f4a7c15) >> 40);
}

/** For the host, which fills the tables. */
export function categoryPlace(from: usize, length: usize): u32 {
  return placeOf(headOf(from, length), length);
}

/** @returns the number of a value that the table holds; NO_CATEGORY for others */
@inline
export function knownOf(
  table: usize,
  mask: u32,
  heads: usize,
  lengths: usize,
  places: usize,
  from: usize,
  length: usize,
): u32 {
  const head = headOf(from, length);
  let place = placeOf(head, length) & mask;
  while (true) {
    const known = <usize>load<u16>(table + (<usize>place << 1));
    if (
      known == NO_CATEGORY ||
      (!v128.any_true(v128.xor(v128.load(heads + (known << 4)), head)) &&
        <usize>load<u32>(lengths + (known << 2)) == length &&
        (length <= 16 || isSame(from, <usize>load<u32>(places + (known << 2)), length)))
    )
      return <u32>known;
    place = (place + 1) & mask;
  }
}

/** @param slots where the first row says where its field starts */
export function countCategories(column: i32, slots: usize, rows: i32): void {
  const descriptor = descriptorOf(column);
  const counts = <usize>load<u32>(descriptor, COLUMN_COUNTS) + bank;
  const table = <usize>load<u32>(descriptor, COLUMN_TABLE);
  const mask = load<u32>(descriptor, COLUMN_TABLE_MASK);
  const heads = <usize>load<u32>(descriptor, COLUMN_HEADS);
  const lengths = <usize>load<u32>(descriptor, COLUMN_LENGTHS);
  const places = <usize>load<u32>(descriptor, COLUMN_PLACES);
  const step = rowBytes;
  const lastSlot = slots + step * <usize>rows;
  let empty: u32 = 0;
  for (let slot = slots; slot < lastSlot; slot += step) {
    const from = <usize>load<u32>(slot);
    const to = <usize>load<u32>(slot, 4) - 1;
    const length = to - from;
    if (length == 0) {
      empty++;
      continue;
    }
    const known = <usize>knownOf(table, mask, heads, lengths, places, from, length);
    if (known == NO_CATEGORY) {
      tellHost(column, from, to);
      continue;
    }
    const counter = counts + (known << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  const total = <usize>load<u32>(descriptor, COLUMN_TOTALS) + bank + TOTAL_EMPTY;
  store<u32>(total, load<u32>(total) + empty);
}
