import { COLON, DOT, MINUS, ZERO } from './bytes.ts';

const DAYS = Uint8Array.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
const MOST_FRACTION_DIGITS = 9;
const [LETTER_T, LETTER_Z] = [0x54, 0x5a];

/**
 * Where a timestamp in UTC ends that begins here: `2013-01-01T11:00:00Z`, with up to nine digits of a second's fraction.
 *
 * Stricter than the contract on purpose: what it does not take (no seconds, the 29th of February) is looked at again
 * by `isTimestamp`, which decides.
 *
 * @returns the position behind the `Z`; -1 when it is not plainly a timestamp
 * @example timestampEnd(Uint8Array.from('2013-01-01T11:00:00Z', (c) => c.charCodeAt(0)), 0) // 20
 */
export function timestampEnd(bytes: Uint8Array, at: number): number {
  const year = pair(bytes, at) | pair(bytes, at + 2);
  const month = pair(bytes, at + 5);
  const day = pair(bytes, at + 8);
  const hour = pair(bytes, at + 11);
  const minute = pair(bytes, at + 14);
  const second = pair(bytes, at + 17);
  // A negative number of one pair makes the whole negative.
  if ((year | month | day | hour | minute | second) < 0) return -1;
  if (month === 0 || month > 12 || day === 0 || day > (DAYS[month - 1] ?? 0)) return -1;
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const isMarked =
    bytes[at + 4] === MINUS &&
    bytes[at + 7] === MINUS &&
    bytes[at + 10] === LETTER_T &&
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON;
  if (!isMarked) return -1;
  let end = at + 19;
  if (bytes[end] === DOT) {
    const from = (end += 1);
    while (((bytes[end] ?? 0) - ZERO) >>> 0 <= 9) end += 1;
    if (end === from || end - from > MOST_FRACTION_DIGITS) return -1;
  }
  return bytes[end] === LETTER_Z ? end + 1 : -1;
}

/** Two digits as a number; negative when one of them is none. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -1 : tens * 10 + ones;
}
