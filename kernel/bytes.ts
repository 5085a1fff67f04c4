import { BYTE_MASKS } from '../core/engine/kernel/layout';

/** Do n bytes at both places agree? The last bytes are compared under a mask: any length will do. */
@inline
export function isSame(one: usize, other: usize, n: usize): bool {
  let difference = i64x2.splat(0);
  const whole = n & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    difference = v128.or(difference, v128.xor(v128.load(one + at), v128.load(other + at)));
  }
  const last = v128.and(
    v128.xor(v128.load(one + whole), v128.load(other + whole)),
    v128.load(((n & 15) << 4) + <usize>BYTE_MASKS),
  );
  return !v128.any_true(v128.or(difference, last));
}

/** One bit a byte of the next 64: which equal the byte that fills `same`. */
@inline
export function maskOf(at: usize, same: v128): u64 {
  const a = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), same)));
  const b = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), same)));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), same)));
  const d = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), same)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** What ends a run of plain text in a JSON string: a quote, a backslash, or a byte that may not stand there. */
@inline
function stops16(v: v128): u64 {
  const special = v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92)));
  return <u64>(<u32>i8x16.bitmask(v128.or(special, i8x16.le_u(v, i8x16.splat(31)))));
}

@inline
export function stopMask(at: usize): u64 {
  const low = stops16(v128.load(at)) | (stops16(v128.load(at, 16)) << 16);
  return low | (stops16(v128.load(at, 32)) << 32) | (stops16(v128.load(at, 48)) << 48);
}

/** The first stop at or after an address. A line feed is one, so the search never leaves the line. */
export function nextStop(from: usize): usize {
  let at = from;
  while (true) {
    const stops = stopMask(at);
    if (stops) return at + <usize>ctz(stops);
    at += 64;
  }
}

/** The line feed at or after an address: every chunk ends with one. */
export function lineEnd(from: usize): usize {
  const feed = i8x16.splat(10);
  let at = from;
  while (true) {
    const feeds = maskOf(at, feed);
    if (feeds) return at + <usize>ctz(feeds);
    at += 64;
  }
}
