import { closeSync, openSync, readSync } from 'node:fs';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { packedFormat } from '#core/data/packed-format';

export interface Packing {
  /** @param bytes of each piece that comes out. Default: the library's own, 16 KB to 128 KB */
  unpacker(bytes?: number): Transform;
}

/** By the names of packedFormat. */
const PACKINGS: Readonly<Record<string, Packing>> = {
  gzip: { unpacker: (bytes) => (bytes === undefined ? createGunzip() : createGunzip(piecesOf(bytes))) },
  zstandard: {
    unpacker: (bytes) =>
      bytes === undefined ? createZstdDecompress() : createZstdDecompress(piecesOf(bytes)),
  },
};

/** How a file is packed, by its first bytes: names of captures and exports follow no rule. Undefined: it is not. */
export function packingOf(first: Uint8Array): Packing | undefined {
  return PACKINGS[packedFormat(first) ?? ''];
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
