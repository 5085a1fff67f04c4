/** Where the cells of a block's rows start: lines of cells with a delimiter between. */
import { BLOCK_ROWS, ROW_CONFIG, ROW_DELIMITER, ROW_LINES } from '../../core/engine/rows/row-layout';
import { maskOf } from '../bytes';
import { writeStarts } from '../fields';
import { columns, fields, rowBytes, scratch } from '../state';
import { behindLine, unquote } from './unquote';

/** One bit a row: those that are the host's already, and those that do not stand in the file as their cells do. */
export let leftRows: u64 = 0;
export let otherRows: u64 = 0;

/** Quotes, carriage returns, and commas that delimit nothing. */
@inline
function odd16(at: usize, delimiter: v128): u64 {
  const v = v128.load(at);
  const comma = v128.andnot(i8x16.eq(v, i8x16.splat(44)), i8x16.eq(v, delimiter));
  const odd = v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(13)));
  return <u64>(<u32>i8x16.bitmask(v128.or(odd, comma)));
}

/** One bit a byte of the next 64. */
@inline
function oddMask(at: usize, delimiter: v128): u64 {
  const low = odd16(at, delimiter) | (odd16(at + 16, delimiter) << 16);
  return low | (odd16(at + 32, delimiter) << 32) | (odd16(at + 48, delimiter) << 48);
}

let hasQuote: bool = false;
let isLeft: bool = false;
let isCrlf: bool = false;

function noteOdd(at: usize, bytes: u64): void {
  for (let rest = bytes; rest; rest &= rest - 1) {
    const place = at + <usize>ctz(rest);
    const byte = <u32>load<u8>(place);
    if (byte == 34) hasQuote = true;
    else if (byte == 13 && load<u8>(place, 1) == 10) isCrlf = true;
    // A bare carriage return, or a comma that delimits nothing: as it is kept, the row has quotes.
    else isLeft = true;
  }
}

/**
 * @returns rows whose cells were found; their lines, and where the next one starts, stand in ROW_LINES
 */
export function splitRows(from: usize, to: usize): i32 {
  const delimiter = i8x16.splat(<i8>load<u32>(ROW_CONFIG, ROW_DELIMITER));
  const feed = i8x16.splat(10);
  const lines = <usize>load<u32>(ROW_CONFIG, ROW_LINES);
  let start = from;
  let row = fields;
  let rows = 0;
  let copied = scratch;
  leftRows = 0;
  otherRows = 0;
  store<u32>(lines, <u32>start);
  while (rows < BLOCK_ROWS && start < to) {
    let first = start;
    let at = first;
    let slot = row + 4;
    let cells = 1;
    let feeds: u64 = 0;
    let isCopy = false;
    isLeft = false;
    isCrlf = false;
    while (true) {
      feeds = maskOf(at, feed);
      // Up to the line feed, or all of them.
      const own = feeds ^ (feeds - 1);
      const odd = oddMask(at, delimiter) & own;
      if (odd) noteOdd(at, odd);
      if (hasQuote) {
        // Read once more from a copy without quotes.
        hasQuote = false;
        isLeft = false;
        isCrlf = false;
        isCopy = true;
        first = copied;
        copied = unquote(start, first);
        if (!copied) return rows;
        at = first;
        slot = row + 4;
        cells = 1;
        continue;
      }
      const delimiters = maskOf(at, delimiter) & own;
      const more = <i32>popcnt(delimiters);
      cells += more;
      if (cells > columns) return rows;
      writeStarts(delimiters, at, slot);
      slot += <usize>more << 2;
      if (feeds) break;
      at += 64;
    }
    const lineEnd = at + <usize>ctz(feeds);
    const end = lineEnd - <usize>isCrlf;
    if (cells != columns || end == first) return rows;
    store<u32>(row, <u32>first);
    store<u32>(slot, <u32>end + 1);
    leftRows |= <u64>isLeft << <u64>rows;
    otherRows |= <u64>(isCrlf || isCopy) << <u64>rows;
    rows++;
    row += rowBytes;
    start = isCopy ? behindLine : lineEnd + 1;
    store<u32>(lines + (<usize>rows << 2), <u32>start);
  }
  return rows;
}
