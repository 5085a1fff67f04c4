/**
 * Standard base64 to bytes, 16 characters at a time; what a strict reader would refuse is left to the host.
 * @see Mula and Lemire (2018), Faster Base64 encoding and decoding using AVX2 instructions
 */
import { VECTORS } from '../core/engine/kernel/layout';

const KINDS_OF_LOW: usize = VECTORS + 144;
const KINDS_OF_HIGH: usize = VECTORS + 160;
const TO_SEXTET: usize = VECTORS + 176;
const TO_BYTES: usize = VECTORS + 192;
/** Where the last characters are completed to 16. */
const LAST: usize = VECTORS + 208;

let isBad: u32 = 0;

/** 16 characters to 12 bytes, and 4 that do not count. */
@inline
function decode16(characters: v128): v128 {
  const nibble = i8x16.splat(15);
  const high = v128.and(i8x16.shr_u(characters, 4), nibble);
  const low = v128.and(characters, nibble);
  // A character is of the alphabet when no kind of its row is barred for its column.
  const barred = v128.and(
    i8x16.swizzle(v128.load(KINDS_OF_LOW), low),
    i8x16.swizzle(v128.load(KINDS_OF_HIGH), high),
  );
  isBad |= <u32>v128.any_true(barred);
  // The slash shares its row with the plus and takes the place in front.
  const row = i8x16.add(high, i8x16.eq(characters, i8x16.splat(47)));
  const sextets = i8x16.add(characters, i8x16.swizzle(v128.load(TO_SEXTET), row));
  const six = i16x8.splat(63);
  const twelves = v128.or(i16x8.shl(v128.and(sextets, six), 6), v128.and(i16x8.shr_u(sextets, 8), six));
  const weights = i32x4.splat(0x00011000);
  return i8x16.swizzle(i32x4.dot_i16x8_s(twelves, weights), v128.load(TO_BYTES));
}

/**
 * @param into room for three quarters of the text and 16 bytes more
 * @returns the address behind the last byte, or 0 when the text is not plain base64
 */
export function decodeBase64(from: usize, to: usize, into: usize): usize {
  const length = to - from;
  if (length == 0 || (length & 3) != 0) return 0;
  isBad = 0;
  let at = from;
  let end = into;
  for (; at + 16 < to; at += 16) {
    v128.store(end, decode16(v128.load(at)));
    end += 12;
  }
  let rest = to - at;
  if (load<u8>(to - 1) == 61) rest -= load<u8>(to - 2) == 61 ? 2 : 1;
  v128.store(LAST, i8x16.splat(65));
  memory.copy(LAST, at, rest);
  v128.store(end, decode16(v128.load(LAST)));
  return isBad ? 0 : end + ((rest * 3) >> 2);
}
