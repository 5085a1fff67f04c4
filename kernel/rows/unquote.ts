/**
 * A line with quotes, as the same line without them: quotes around whole cells that hold neither delimiters nor line
 * ends. Other quotes mean something, and what that is the exact reader says.
 */
import { ROW_CONFIG, ROW_DELIMITER } from '../../core/engine/rows/row-layout';

/** Behind the line feed of the line that was copied last. */
export let behindLine: usize = 0;

/** One bit a byte: delimiters, commas, quotes and line ends. */
@inline
function stopsOf(v: v128, delimiters: v128): u32 {
  const ofCells = v128.or(i8x16.eq(v, delimiters), i8x16.eq(v, i8x16.splat(44)));
  const ofLines = v128.or(i8x16.eq(v, i8x16.splat(13)), i8x16.eq(v, i8x16.splat(10)));
  return i8x16.bitmask(v128.or(v128.or(ofCells, ofLines), i8x16.eq(v, i8x16.splat(34))));
}

/** @returns the address behind the copy, which ends with a line feed; 0 when the line is not for the kernel */
export function unquote(from: usize, into: usize): usize {
  const delimiter = load<u32>(ROW_CONFIG, ROW_DELIMITER);
  const delimiters = i8x16.splat(<i8>delimiter);
  let at = from;
  let end = into;
  while (true) {
    const isQuoted = load<u8>(at) == 34;
    if (isQuoted) at++;
    // What is copied beyond the cell is overwritten by what follows.
    let stops: u32 = 0;
    while (true) {
      const v = v128.load(at);
      v128.store(end, v);
      stops = stopsOf(v, delimiters);
      if (stops) break;
      at += 16;
      end += 16;
    }
    at += <usize>ctz(stops);
    end += <usize>ctz(stops);
    let byte = <u32>load<u8>(at);
    if (isQuoted) {
      if (byte != 34) return 0;
      at++;
      byte = load<u8>(at);
    }
    if (byte == 13) {
      at++;
      byte = load<u8>(at) == 10 ? 10 : 0;
    }
    at++;
    if (byte == delimiter) {
      store<u8>(end, byte);
      end++;
      continue;
    }
    behindLine = at;
    store<u8>(end, 10);
    return byte == 10 ? end + 1 : 0;
  }
}
