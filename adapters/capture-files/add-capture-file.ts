import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { LINE_FEED } from '#core/engine/csv/bytes';
import type { CaptureCounter } from '#core/engine/kernel/capture-counter';
import { type FilePiece, wholeFile } from './file-pieces.ts';
import { giveBack } from './give-back.ts';
import { filePacking, type Packing } from './packings.ts';

/** Read at a time: what is read is still in the second cache when it is counted. */
const READ_BYTES = 256 * 1024;
const PACKED_BYTES = 256 * 1024;
/** Smaller pieces cost more changes of thread. */
const UNPACKED_BYTES = 512 * 1024;
/** Read at a time to find where a line begins. */
const LOOK_BYTES = 8 * 1024;

/** Counts a file of captures, or a piece of one; those that gzip or zstd packed are unpacked. */
export async function addCaptureFile(
  counter: CaptureCounter,
  path: string,
  { from, to }: Pick<FilePiece, 'from' | 'to'> = wholeFile(path),
): Promise<void> {
  const packing = from > 0 ? undefined : filePacking(path);
  if (packing === undefined) addLines(counter, path, { from, to });
  else await addPackedFile(counter, path, packing);
  counter.endObject();
}

/** Straight into the counter's memory, without another copy. */
function addLines(counter: CaptureCounter, path: string, { from, to }: Pick<FilePiece, 'from' | 'to'>): void {
  const file = openSync(path, 'r');
  try {
    const end = lineStart(file, to);
    for (let at = lineStart(file, from); at < end;) {
      const room = counter.room();
      const bytes = readSync(file, room, 0, Math.min(room.length, READ_BYTES, end - at), at);
      if (bytes === 0) break;
      counter.filled(bytes);
      at += bytes;
    }
  } finally {
    closeSync(file);
  }
}

/** Where the first line at a place or behind it begins; Infinity when there is none. */
function lineStart(file: number, place: number): number {
  if (place === 0 || place === Infinity) return place;
  const bytes = new Uint8Array(LOOK_BYTES);
  for (let at = place - 1; ; at += bytes.length) {
    const read = readSync(file, bytes, 0, bytes.length, at);
    if (read === 0) return Infinity;
    const feed = bytes.subarray(0, read).indexOf(LINE_FEED);
    if (feed >= 0) return at + feed + 1;
  }
}

/** Unpacking runs on a thread of its own, a piece ahead of counting. */
async function addPackedFile(counter: CaptureCounter, path: string, packing: Packing): Promise<void> {
  await pipeline(
    packedPieces(path),
    packing.unpacker(UNPACKED_BYTES),
    async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) {
        counter.push(chunk);
        giveBack(chunk);
      }
    },
  );
}

/** All in one buffer: a piece of its size is taken whole before the unpacker asks for the next one. */
async function* packedPieces(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(PACKED_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return;
      // The unpacker lets short pieces wait: these keep their bytes.
      yield bytesRead === buffer.length ? buffer : buffer.slice(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
