/** Where the fields of a payload start: rows of fields with commas between, into the block's table of slots. */
import { maskOf, stopMask } from './bytes';
import { columns, fields, mostRows, numberColumn, rowBytes } from './state';

/** Rows of the record that is read, and whether they were too many for what is left of the block. */
export let found: i32 = 0;
export let isFull: bool = false;

/** Why a record is not taken is asked after it was refused. */
export function forgetFound(): void {
  found = 0;
  isFull = false;
}

/** A record has one row, whose fields were read one by one. */
export function findRow(): void {
  found = 1;
}

/**
 * Bodies that begin otherwise may be no rows of cells: a byte order mark, JSON, empty lines.
 * @param at the body's first byte
 */
@inline
function isPlainStart(at: usize): bool {
  const first = <u32>load<u8>(at);
  if (first < 128) return first > 32 && first != 91 && first != 123 && first != 92;
  // What counts as a blank in Unicode begins so, and so does the byte order mark.
  const second = <u32>load<u8>(at + 1);
  return (
    first != 0xe2 &&
    !(first == 0xc2 && second == 0xa0) &&
    !(first == 0xe1 && second == 0x9a) &&
    !(first == 0xe3 && second == 0x80) &&
    !(first == 0xef && second == 0xbb)
  );
}

/** The first of the rows may be the names of the columns: then no number begins where one is expected. */
@inline
function isFirstRowNames(rows: i32): bool {
  if (numberColumn < 0) return false;
  const slot = fields + rowBytes * <usize>rows + (<usize>numberColumn << 2);
  const first = <u32>load<u8>(<usize>load<u32>(slot));
  return first - 33 > 24 && first != 92;
}

/** Four starts a round, however many there are: what is written ahead is overwritten later. */
@inline
export function writeStarts(commas: u64, from: usize, into: usize): void {
  let left = commas;
  let slot = into;
  while (left) {
    store<u32>(slot, <u32>from + <u32>ctz(left) + 1);
    left &= left - 1;
    store<u32>(slot, <u32>from + <u32>ctz(left) + 1, 4);
    left &= left - 1;
    store<u32>(slot, <u32>from + <u32>ctz(left) + 1, 8);
    left &= left - 1;
    store<u32>(slot, <u32>from + <u32>ctz(left) + 1, 12);
    left &= left - 1;
    slot += 16;
  }
}

/**
 * The rows of a CSV payload inside a JSON string: rows end with an escaped line feed, the last one may.
 * @param rows how many the block already has
 * @returns the closing quote, or 0 when the payload is of another shape
 */
export function readQuotedRows(from: usize, rows: i32): usize {
  const comma = i8x16.splat(44);
  let row = fields + rowBytes * <usize>rows;
  let slot = row + 4;
  let at = from;
  let start = from;
  let commas = 0;
  let n = 0;
  if (!isPlainStart(from)) return 0;
  store<u32>(row, <u32>from);
  while (true) {
    const stops = stopMask(at);
    let separators = maskOf(at, comma);
    if (stops) separators &= (stops & (0 - stops)) - 1;
    const more = <i32>popcnt(separators);
    commas += more;
    if (commas >= columns) return 0;
    writeStarts(separators, at, slot);
    slot += <usize>more << 2;
    if (!stops) {
      at += 64;
      continue;
    }
    const stop = at + <usize>ctz(stops);
    const isQuote = load<u8>(stop) == 34;
    if (isQuote && stop == start) break;
    if (commas != columns - 1 || (!isQuote && load<u16>(stop) != 0x6e5c)) return 0;
    store<u32>(slot, <u32>stop + 1);
    n++;
    at = stop;
    if (isQuote) break;
    if (rows + n >= mostRows) {
      isFull = true;
      return 0;
    }
    at = start = stop + 2;
    row += rowBytes;
    slot = row + 4;
    commas = 0;
    store<u32>(row, <u32>at);
  }
  found = n;
  return isFirstRowNames(rows) ? 0 : at;
}

/** The rows of a decoded payload: line feeds as they are, and every other byte may stand in a field. */
export function readPlainRows(from: usize, to: usize, rows: i32): bool {
  const comma = i8x16.splat(44);
  const feed = i8x16.splat(10);
  const carriage = i8x16.splat(13);
  const quote = i8x16.splat(34);
  let row = fields + rowBytes * <usize>rows;
  let slot = row + 4;
  let at = from;
  let commas = 0;
  let n = 0;
  if (from == to || !isPlainStart(from)) return false;
  store<u32>(row, <u32>from);
  while (at < to) {
    const inside = to - at < 64 ? ((<u64>1) << <u64>(to - at)) - 1 : ~(<u64>0);
    // A carriage return in front of a line feed is no part of its row, and quotes hold commas: rare enough for the host.
    if ((maskOf(at, carriage) | maskOf(at, quote)) & inside) return false;
    const feeds = maskOf(at, feed) & inside;
    let separators = maskOf(at, comma) & inside;
    if (feeds) separators &= (feeds & (0 - feeds)) - 1;
    const more = <i32>popcnt(separators);
    commas += more;
    if (commas >= columns) return false;
    writeStarts(separators, at, slot);
    slot += <usize>more << 2;
    const last = at + 64 < to ? at + 64 : to;
    at = feeds ? at + <usize>ctz(feeds) : last;
    if (!feeds && at < to) continue;
    if (commas != columns - 1) return false;
    store<u32>(slot, <u32>at + 1);
    n++;
    at++;
    if (at >= to) break;
    if (rows + n >= mostRows) {
      isFull = true;
      return false;
    }
    row += rowBytes;
    slot = row + 4;
    commas = 0;
    store<u32>(row, <u32>at);
  }
  found = n;
  return !isFirstRowNames(rows);
}

/** The answers, one a row, behind the fields of their rows; of several columns one would have to be chosen. */
export function readQuotedAnswers(from: usize, rows: i32): usize {
  const comma = i8x16.splat(44);
  if (!isPlainStart(from)) return 0;
  let slot = fields + rowBytes * <usize>rows + (<usize>(columns + 1) << 2);
  let at = from;
  let n = 0;
  while (true) {
    let stop = at;
    while (true) {
      const stops = stopMask(stop);
      if (maskOf(stop, comma) & ((stops & (0 - stops)) - 1)) return 0;
      if (stops) {
        stop += <usize>ctz(stops);
        break;
      }
      stop += 64;
    }
    const isQuote = load<u8>(stop) == 34;
    if (isQuote && stop == at) return n == found ? stop : 0;
    if (n >= found || (!isQuote && load<u16>(stop) != 0x6e5c)) return 0;
    store<u32>(slot, <u32>at);
    store<u32>(slot, <u32>stop + 1, 4);
    slot += rowBytes;
    if (isQuote) return n + 1 == found ? stop : 0;
    at = stop + 2;
    n++;
  }
}

export function readPlainAnswers(from: usize, to: usize, rows: i32): bool {
  let slot = fields + rowBytes * <usize>rows + (<usize>(columns + 1) << 2);
  let at = from;
  let n = 0;
  if (from == to || !isPlainStart(from)) return false;
  while (at < to) {
    if (n == found) return false;
    store<u32>(slot, <u32>at);
    while (at < to && load<u8>(at) != 10) {
      const byte = load<u8>(at);
      if (byte == 13 || byte == 34 || byte == 44) return false;
      at++;
    }
    store<u32>(slot, <u32>at + 1, 4);
    slot += rowBytes;
    n++;
    at++;
  }
  return n == found;
}
