import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { CaptureCounter } from '#core/engine/kernel/capture-counter';
import { filePacking, type Packing } from './packings.ts';

/** Read at a time: what is read is still in the second cache when it is counted. */
const READ_BYTES = 256 * 1024;
const PACKED_BYTES = 256 * 1024;
/** Smaller pieces cost more changes of thread than they save memory. */
const UNPACKED_BYTES = 1024 * 1024;

/** A file, or a part of it that begins and ends with a line. Only a file that is not packed has parts. */
export interface FileRange {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** @example wholeFile('a.jsonl') // { path: 'a.jsonl', from: 0, to: Infinity } */
export function wholeFile(path: string): FileRange {
  return { path, from: 0, to: Infinity };
}

/** Counts a file of captures, or a part of one; those that gzip or zstd packed are unpacked. */
export async function addCaptureFile(
  counter: CaptureCounter,
  path: string,
  { from, to }: Omit<FileRange, 'path'> = wholeFile(path),
): Promise<void> {
  const packing = filePacking(path);
  if (packing === undefined) addPlainRange(counter, { path, from, to });
  else await addPackedFile(counter, path, packing);
}

/** Straight into the counter's memory, without another copy. */
function addPlainRange(counter: CaptureCounter, { path, from, to }: FileRange): void {
  const file = openSync(path, 'r');
  try {
    for (let at = from; at < to;) {
      const room = counter.room();
      const bytes = readSync(file, room, 0, Math.min(room.length, READ_BYTES, to - at), at);
      if (bytes === 0) break;
      counter.filled(bytes);
      at += bytes;
    }
  } finally {
    closeSync(file);
  }
  counter.endObject();
}

/** Unpacking runs on a thread of its own, a few pieces ahead of counting. */
async function addPackedFile(counter: CaptureCounter, path: string, packing: Packing): Promise<void> {
  const packed = createReadStream(path, { highWaterMark: PACKED_BYTES });
  await pipeline(packed, packing.unpacker(UNPACKED_BYTES), async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) counter.push(chunk);
  });
  counter.endObject();
}
