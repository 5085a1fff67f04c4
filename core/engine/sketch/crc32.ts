/** The polynomial of Ethernet, gzip and PNG, its bits in reverse. */
const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/**
 * The cyclic redundancy check of 32 bits: tells every change of up to 32 neighbouring bits, and all but one of 4,000
 * million others. Against accidents, not against forgers.
 * @example crc32(Uint8Array.of(49, 50, 51, 52, 53, 54, 55, 56, 57)) // 3421780262
 * @see Peterson and Brown (1961), Cyclic codes for error detection; RFC 1952, section 8
 */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (TABLE[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}
