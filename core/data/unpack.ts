import { Readable } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { type DecodeFailure, LARGEST_FILE_BYTES, type Normalisation } from './decode-failure.ts';
import { LONGEST_MAGIC, packedFormat } from './packed-format.ts';

/** Tables of text shrink to a tenth, very even ones to a hundredth; a thousandth is made to fill a memory or a disk. */
const MOST_RATIO = 200;
/** Below so many bytes it does not matter how small they were. */
const HARMLESS_BYTES = 64 * 1024 ** 2;
const PIECE_BYTES = 1 << 17;
/** Zstandard may ask for a window of any size; 8 MiB is what it uses at its highest ordinary level. */
const LARGEST_WINDOW_LOG = 23;

/**
 * Bytes of a file as they were before they were packed with gzip or zstandard; those of any other file as they are.
 * What unpacks to a multiple or an amount that no table has ends the stream, and is told by `defect`.
 */
export class Unpacking {
  /** What the file was packed with. */
  format: Extract<Normalisation, 'gzip' | 'zstandard'> | undefined;
  defect: DecodeFailure | undefined;
  #packedBytes = 0;
  #sourceError: Error | undefined;

  async *unpack(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const source = bytes[Symbol.asyncIterator]();
    try {
      const first: Uint8Array[] = [];
      let length = 0;
      while (length < LONGEST_MAGIC) {
        const next = await source.next();
        if (next.done === true) break;
        first.push(next.value);
        length += next.value.length;
      }
      const format = packedFormat(Buffer.concat(first, length));
      const whole = this.#counted(first, source);
      if (format === 'gzip' || format === 'zstandard') {
        this.format = format;
        yield* this.#unpacked(format, whole);
      } else yield* whole;
    } finally {
      await source.return?.();
    }
  }

  async *#unpacked(
    format: 'gzip' | 'zstandard',
    packed: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    const unpacker =
      format === 'gzip'
        ? createGunzip({ chunkSize: PIECE_BYTES })
        : createZstdDecompress({
            chunkSize: PIECE_BYTES,
            params: { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW_LOG },
          });
    // The pipe reads ahead, and a source may use its buffer again.
    const input = Readable.from(copied(packed), { objectMode: false, highWaterMark: PIECE_BYTES });
    // A pipe does not hand errors on.
    input.on('error', (error) => unpacker.destroy(error));
    let unpackedBytes = 0;
    try {
      for await (const piece of input.pipe(unpacker) as AsyncIterable<Uint8Array>) {
        unpackedBytes += piece.length;
        this.defect = this.#tooFar(unpackedBytes);
        if (this.defect !== undefined) return;
        yield piece;
      }
    } catch (error) {
      // A connection that breaks is no fault of the file.
      if (this.#sourceError !== undefined) throw this.#sourceError;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      const detail = `${format} data that cannot be unpacked after ${unpackedBytes} bytes (${code})`;
      this.defect = { reason: 'broken-archive', line: 0, detail };
    } finally {
      input.destroy();
      unpacker.destroy();
    }
  }

  #tooFar(unpackedBytes: number): DecodeFailure | undefined {
    const failure = (detail: string): DecodeFailure => ({ reason: 'unpacks-too-far', line: 0, detail });
    if (unpackedBytes > LARGEST_FILE_BYTES)
      return failure(`more than ${LARGEST_FILE_BYTES} bytes when unpacked`);
    if (unpackedBytes <= HARMLESS_BYTES || unpackedBytes <= MOST_RATIO * this.#packedBytes) return undefined;
    return failure(`more than ${MOST_RATIO} bytes out of each that was sent`);
  }

  async *#counted(
    first: readonly Uint8Array[],
    source: AsyncIterator<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    for (const chunk of first) {
      this.#packedBytes += chunk.length;
      yield chunk;
    }
    for (;;) {
      let next;
      try {
        next = await source.next();
      } catch (error) {
        this.#sourceError = error instanceof Error ? error : new Error('reading failed', { cause: error });
        throw error;
      }
      if (next.done === true) return;
      this.#packedBytes += next.value.length;
      yield next.value;
    }
  }
}

async function* copied(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield piece.slice();
}
