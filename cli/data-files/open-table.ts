import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { UnknownThingError, UsageError } from '../errors.ts';

/**
 * The text of a CSV file, unpacked where its name ends in `.gz` or `.zst`.
 * @throws UnknownThingError when there is no such file; while it is read, UsageError when its packing is damaged
 */
export async function openTable(file: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new UnknownThingError('the file cannot be read', {
      where: file,
      allowed: 'a CSV file with a header line, plain, .gz or .zst',
      fix: 'name a file that exists',
    });
  }
  const source = createReadStream(file);
  const unpack = file.endsWith('.gz')
    ? createGunzip()
    : file.endsWith('.zst')
      ? createZstdDecompress()
      : undefined;
  if (unpack === undefined) return source as AsyncIterable<Uint8Array>;
  // What goes wrong reaches who reads the unpacked bytes.
  pipeline(source, unpack, () => undefined);
  return unpacked(file, unpack as AsyncIterable<Uint8Array>);
}

async function* unpacked(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw new UsageError(
      'the packed file is damaged',
      { where: file, fix: 'fetch the file again' },
      { cause: error },
    );
  }
}
