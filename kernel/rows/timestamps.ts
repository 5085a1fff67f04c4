/** The spelling of a time that needs no other look: see core/engine/csv/timestamp.ts. */

const MOST_FRACTION_DIGITS: usize = 9;

/** Two digits that are known to be some. */
@inline
function pair(at: usize): u32 {
  return <u32>load<u8>(at) * 10 + <u32>load<u8>(at, 1) - 528;
}

@inline
function daysOf(month: u32): u32 {
  if (month == 2) return 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Is it `2013-01-01T11:00:00Z`, with up to nine digits of a second's fraction? */
export function isTimestamp(from: usize, to: usize): bool {
  const length = to - from;
  if (length < 20) return false;
  const marks = i8x16(0, 0, 0, 0, 45, 0, 0, 45, 0, 0, 84, 0, 0, 58, 0, 0);
  const v = v128.load(from);
  const isMark = i8x16.eq(v, marks);
  const isDigit = i8x16.le_u(i8x16.sub(v, i8x16.splat(48)), i8x16.splat(9));
  // Sixteen characters, with marks where marks belong and digits elsewhere; then a colon and two digits.
  if (i8x16.bitmask(isMark) != 0x2490 || i8x16.bitmask(isDigit) != 0xdb6f) return false;
  if (load<u8>(from, 16) != 58) return false;
  if (<u32>load<u8>(from, 17) - 48 > 9 || <u32>load<u8>(from, 18) - 48 > 9) return false;
  const month = pair(from + 5);
  if (month - 1 > 11 || pair(from + 8) - 1 >= daysOf(month)) return false;
  if (pair(from + 11) > 23 || pair(from + 14) > 59 || pair(from + 17) > 59) return false;
  if (load<u8>(to - 1) != 90) return false;
  if (length == 20) return true;
  if (load<u8>(from, 19) != 46 || length < 22 || length - 21 > MOST_FRACTION_DIGITS) return false;
  for (let at = from + 20; at < to - 1; at++) if (<u32>load<u8>(at) - 48 > 9) return false;
  return true;
}
