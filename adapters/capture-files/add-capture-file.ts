import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { TransformOptions } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import type { CaptureCounter } from '#core/engine/kernel/capture-counter';

/** Read at a time: what is read is still in the second cache when it is counted. */
const READ_BYTES = 256 * 1024;
const PACKED_BYTES = 256 * 1024;
/** Smaller pieces cost more changes of thread than they save memory. */
const UNPACKED_BYTES = 1024 * 1024;

export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Counts a file of captures, or a part of it that begins and ends with a line; files that end with `.gz` are unpacked. */
export async function addCaptureFile(counter: CaptureCounter, path: string): Promise<void> {
  if (path.endsWith('.gz')) await addPackedFile(counter, path);
  else addCaptureRange(counter, path, { from: 0, to: Infinity });
}

/** Straight into the counter's memory, without another copy. */
export function addCaptureRange(counter: CaptureCounter, path: string, { from, to }: ByteRange): void {
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
async function addPackedFile(counter: CaptureCounter, path: string): Promise<void> {
  const packed = createReadStream(path, { highWaterMark: PACKED_BYTES });
  const options: ZlibOptions & TransformOptions = {
    ...{ chunkSize: UNPACKED_BYTES, readableHighWaterMark: UNPACKED_BYTES },
  };
  const unpacked = createGunzip(options);
  await pipeline(packed, unpacked, async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) counter.push(chunk);
  });
  counter.endObject();
}
