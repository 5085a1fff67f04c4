import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** Code and curves are small; what is larger is something else. */
const LARGEST_BYTES = 1_000_000;

/**
 * The text of one file of a `.tar.gz`; undefined when there is none, or a larger one. Reads no further than the file.
 * @param path inside the archive, without `./`
 * @throws whatever reading `bytes` or unpacking throws
 */
export async function archiveFile(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): Promise<string | undefined> {
  const walker = extract();
  // A pipeline hands every failure on to the walker, where it ends the loop.
  pipeline(Readable.from(bytes), createGunzip(), walker, () => undefined);
  for await (const entry of walker) {
    const { name, type, size } = entry.header;
    if (type === 'file' && plainPath(name) === path && size <= LARGEST_BYTES) {
      // Read before the loop is left, which closes the archive.
      const text = await textOf(entry as AsyncIterable<Uint8Array>);
      return text;
    }
    entry.resume();
  }
  return undefined;
}

/** @example plainPath('./code/inference.py') // 'code/inference.py' */
export function plainPath(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
