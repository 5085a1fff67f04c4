import { BadTableError } from '#core/monitoring/table/errors';

/**
 * Bytes, whole or in pieces of any size: a `Uint8Array`, an array of them, `createReadStream(path)`, what comes out of
 * `createGunzip()`, the body of a `fetch`, or the body of an object in S3.
 */
export type ByteSource = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** @throws BadTableError when a piece is no bytes */
export async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) {
    yield source;
    return;
  }
  for await (const piece of source as AsyncIterable<unknown>) {
    if (!(piece instanceof Uint8Array))
      throw new BadTableError('a piece of a file is no bytes', {
        ...{ received: typeof piece, allowed: 'Uint8Array or Buffer' },
        fix: 'open the file without an encoding: createReadStream(path)',
      });
    yield piece;
  }
}
