/** First bytes of what people upload besides plain text. */
const PACKED: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip or spreadsheet', [0x50, 0x4b, 0x03, 0x04]],
  ['zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31, 0x15]],
];

/** Bytes that are needed to tell. */
export const LONGEST_MAGIC = 6;

/** What a file is by its first bytes, when it is no plain text. */
export function packedFormat(bytes: Uint8Array): string | undefined {
  return PACKED.find(([, start]) => start.every((byte, at) => bytes[at] === byte))?.[0];
}
