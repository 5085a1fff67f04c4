/**
 * How many bytes at the beginning are whole characters of UTF-8: the position of the first bad byte. Overlong forms,
 * surrogates and what lies beyond U+10FFFF are bad (RFC 3629). Slow, and only asked where something is bad.
 * @example validPrefix(Uint8Array.of(0x61, 0xc3, 0xa9, 0xff)) // 3
 */
export function validPrefix(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = lengthAt(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  // Only the second byte is bound further by the first.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let offset = 2; offset < length; offset += 1) {
    if (((bytes[at + offset] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}
