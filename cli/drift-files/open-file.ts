import { closeSync, createReadStream, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Packing, packingOf } from '#adapters/capture-files/packings';
import { BadInputFileError, UnknownThingError } from '../errors.ts';
import { ReadProgress, type Tell } from './read-progress.ts';

/** What a file is, by its first bytes: names of captures and exports follow no rule. */
export interface OpenedFile {
  readonly kind: 'json' | 'table';
  readonly isPacked: boolean;
  /** Unpacked. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** For who does not read them to the end. */
  readonly close: () => Promise<void>;
}

const DATA_FILE = /\.(csv|jsonl|json|txt)(\.gz|\.zst)?$/i;
const BLANK = [0x20, 0x09, 0x0a, 0x0d];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const BRACE = 0x7b;
const PEEKED_BYTES = 64;

/**
 * The files that paths name, folders with all the data files below them, each folder in the order of names.
 * @throws UnknownThingError for a path that is not there, or a folder without data files
 */
export function listFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() === true) return [path];
    const below =
      found === undefined
        ? []
        : readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => DATA_FILE.test(name));
    if (below.length > 0) return below.sort().map((name) => join(path, name));
    throw new UnknownThingError(found === undefined ? 'the file is not there' : 'the folder holds no data', {
      where: path,
      allowed: 'CSV and capture files, plain, .gz or .zst, and folders of them',
      fix: 'name a file that exists',
    });
  });
}

/**
 * @param tell  takes lines of progress while it is read, when that takes long
 * @throws UnknownThingError, or while it is read BadInputFileError when a packed file is damaged
 */
export async function openFile(path: string, tell: Tell): Promise<OpenedFile> {
  const plain = await peek(readFrom(path, tell));
  const packing = packingOf(plain.first);
  const { first, bytes, close } =
    packing === undefined ? plain : await peek(unpacked(path, plain.bytes, packing.unpacker()));
  const kind = firstSign(first) === BRACE ? 'json' : 'table';
  return { kind, isPacked: packing !== undefined, bytes, close };
}

/**
 * Whether a file that is not packed begins like JSON: asked of thousands of small files, for which openFile would make
 * streams. False as well where its first bytes do not tell, or cannot be read.
 */
export function isPlainJson(path: string): boolean {
  const first = new Uint8Array(PEEKED_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return firstSign(first.subarray(0, readSync(file, first, 0, first.length, 0))) === BRACE;
    } finally {
      closeSync(file);
    }
  } catch {
    // openFile says why.
    return false;
  }
}

async function* readFrom(path: string, tell: Tell): AsyncGenerator<Uint8Array> {
  try {
    const bytes = statSync(path).size;
    const progress = new ReadProgress({ path, bytes, tell, now: () => performance.now() });
    for await (const piece of createReadStream(path) as AsyncIterable<Uint8Array>) {
      progress.add(piece.length);
      yield piece;
    }
  } catch (error) {
    throw new UnknownThingError(
      'the file cannot be read',
      { where: path, fix: 'name a file that can be read' },
      { cause: error },
    );
  }
}

async function* unpacked(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  unpacker: ReturnType<Packing['unpacker']>,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes);
  source.on('error', (error) => unpacker.destroy(error));
  try {
    yield* source.pipe(unpacker) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof UnknownThingError) throw error;
    throw new BadInputFileError(
      'the packed file is damaged',
      { where: path, fix: 'fetch the file again, or leave it out' },
      { cause: error },
    );
  } finally {
    source.destroy();
    unpacker.destroy();
  }
}

/** The first piece, and all pieces with it. */
async function peek(
  source: AsyncGenerator<Uint8Array>,
): Promise<Pick<OpenedFile, 'bytes' | 'close'> & { readonly first: Uint8Array }> {
  const iterator = source[Symbol.asyncIterator]();
  const next = await iterator.next();
  const first: Uint8Array = next.done === true ? new Uint8Array() : next.value;
  return {
    first,
    bytes: (async function* () {
      yield first;
      yield* { [Symbol.asyncIterator]: () => iterator };
    })(),
    close: async () => {
      await iterator.return(undefined);
    },
  };
}

function firstSign(bytes: Uint8Array): number | undefined {
  const text = startsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  return text.find((byte) => !BLANK.includes(byte));
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
