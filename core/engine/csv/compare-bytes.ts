/** The order of bytes does not tell the order of the text. */
export const UNKNOWN_ORDER = 2;
/** From here on characters come before others in UTF-8 that they follow in UTF-16 (U+E000 to U+FFFF, and those beyond). */
const FIRST_OF_ANOTHER_ORDER = 0xee;

/**
 * Order of two texts by their UTF-8 bytes, as JavaScript orders them (by UTF-16 units).
 * @returns -1, 0 or 1; `UNKNOWN_ORDER` for the few characters that the two encodings order differently
 * @example compareBytes(Uint8Array.of(98, 117, 115, 98, 117, 116), [0, 3], [3, 6]) // -1
 */
export function compareBytes(
  bytes: Uint8Array,
  [leftStart, leftEnd]: readonly [number, number],
  [rightStart, rightEnd]: readonly [number, number],
): number {
  const length = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  for (let offset = 0; offset < length; offset += 1) {
    const left = bytes[leftStart + offset] ?? 0;
    const right = bytes[rightStart + offset] ?? 0;
    if (left === right) continue;
    if (left >= FIRST_OF_ANOTHER_ORDER && right >= FIRST_OF_ANOTHER_ORDER) return UNKNOWN_ORDER;
    return left < right ? -1 : 1;
  }
  return Math.sign(leftEnd - leftStart - (rightEnd - rightStart));
}
