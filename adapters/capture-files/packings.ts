import { closeSync, openSync, readSync } from 'node:fs';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';

export interface Packing {
  readonly magic: readonly number[];
  /** @param bytes of each piece that comes out. Default: the library's own, 16 KB to 128 KB */
  unpacker(bytes?: number): Transform;
}

const PACKINGS: readonly Packing[] = [
  {
    magic: [0x1f, 0x8b],
    unpacker: (bytes) => (bytes === undefined ? createGunzip() : createGunzip(piecesOf(bytes))),
  },
  {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    unpacker: (bytes) =>
      bytes === undefined ? createZstdDecompress() : createZstdDecompress(piecesOf(bytes)),
  },
];

/** How a file is packed, by its first bytes: names of captures and exports follow no rule. Undefined: it is not. */
export function packingOf(first: Uint8Array): Packing | undefined {
  return PACKINGS.find(({ magic }) => magic.every((byte, at) => first[at] === byte));
}

/** As packingOf, of a file. */
export function filePacking(path: string): Packing | undefined {
  const file = openSync(path, 'r');
  try {
    const first = new Uint8Array(4);
    return packingOf(first.subarray(0, readSync(file, first, 0, first.length, 0)));
  } finally {
    closeSync(file);
  }
}

function piecesOf(bytes: number) {
  return { chunkSize: bytes, readableHighWaterMark: bytes };
}
