import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { packedFormat } from '#core/data/packed-format';

/** That tell gzip and Zstandard, whatever the key says: no line of JSON begins like these. */
const TELLING_BYTES = 4;
const CHUNK_BYTES = 256 * 1024;
/** A frame may ask for 128 MB to look back into; 32 MB are more than usual levels of compression ask for. */
const LARGEST_WINDOW_LOG = 25;

/** Told by `onBroken`: nothing after it can be read. */
export interface Unpacking {
  readonly onBroken: () => void;
}

/**
 * The bytes of an object, unpacked where they are gzip (also several archives one after the other) or Zstandard. A
 * broken archive gives what can be read of it. What it unpacks to is never held: readers take it piece by piece.
 */
export async function* unpackCaptures(
  body: AsyncIterable<Uint8Array>,
  { onBroken }: Unpacking,
): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  const first = await firstBytes(source);
  const whole = restOf(first, source);
  const unpacker = unpackerOf(first);
  if (unpacker === undefined) {
    yield* whole;
    return;
  }
  const packed = Readable.from(whole);
  // An error of the store itself, which is not the archive's and goes on to the caller.
  packed.on('error', (error) => unpacker.destroy(error));
  try {
    yield* packed.pipe(unpacker) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!isOfArchive(error)) throw error;
    onBroken();
  } finally {
    packed.destroy();
    unpacker.destroy();
  }
}

function unpackerOf(first: Uint8Array): Transform | undefined {
  const format = packedFormat(first);
  if (format === 'gzip') return createGunzip({ chunkSize: CHUNK_BYTES });
  if (format !== 'zstandard') return undefined;
  const params = { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW_LOG };
  return createZstdDecompress({ chunkSize: CHUNK_BYTES, params });
}

/** As much as tells how the object is packed; a store may give it byte by byte. */
async function firstBytes(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < TELLING_BYTES) {
    const next: IteratorResult<Uint8Array, unknown> = await source.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

async function* restOf(first: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (;;) {
      const next: IteratorResult<Uint8Array, unknown> = await source.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}

function isOfArchive(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(Z_|ZSTD_)/.test(code);
}
