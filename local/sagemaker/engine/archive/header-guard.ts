/**
 * Looks at each tar header before the parser does. The parser holds a whole extended header in memory, lets it
 * change the size of the next entry, and passes unknown types over; an archive that needs any of that is refused.
 */
import { Transform, type TransformCallback } from 'node:stream';
import type { ArchiveLimits } from './archive-limits.ts';

const BLOCK_BYTES = 512;
const PLAIN_TYPES = new Set(['0', '\0', '5', '7']);
const EXTENDED_TYPES = new Set(['x', 'g', 'L', 'K']);
/** Keys that change how the entry is stored, or where it lands. */
const REFUSED_KEYS = /(?:^|\n)\d+ (?:size|linkpath|GNU\.sparse[^=]*)=/;
/** A name for all entries at once makes no sense. */
const REFUSED_GLOBAL_KEYS = /(?:^|\n)\d+ path=/;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  '1': 'hard link',
  '2': 'symbolic link',
  '3': 'character device',
  '4': 'block device',
  '6': 'fifo',
  D: 'directory dump',
  M: 'part of another volume',
  S: 'sparse file',
  V: 'volume label',
};

/** @param refuse  makes the error; the stream ends with it */
export function headerGuard(limits: ArchiveLimits, refuse: (reason: string) => Error): Transform {
  let pending = Buffer.alloc(0);
  /** Bytes of data and padding until the next header. */
  let toSkip = 0;
  /** Text of the extended header that is being read, and how much of it is still to come. */
  let extended: Buffer[] | undefined;
  let extendedLeft = 0;
  let isGlobal = false;

  const look = (block: Buffer): void => {
    if (block.every((byte) => byte === 0)) return;
    const type = String.fromCharCode(block[156] ?? 0);
    const size = sizeOf(block);
    if (size === undefined) throw refuse('size that is no number');
    if (EXTENDED_TYPES.has(type)) {
      if (size > limits.extendedHeaderBytes) throw refuse(`extended header of ${size} bytes`);
      extended = type === 'x' || type === 'g' ? [] : undefined;
      extendedLeft = size;
      isGlobal = type === 'g';
    } else if (!PLAIN_TYPES.has(type)) {
      throw refuse(TYPE_NAMES[type] ?? `entry of type ${JSON.stringify(type)}`);
    } else if (type === '5' && size > 0) {
      throw refuse('directory with contents');
    }
    toSkip = Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  };

  const read = (chunk: Buffer): void => {
    let rest = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    pending = Buffer.alloc(0);
    while (rest.length > 0) {
      if (toSkip > 0) {
        const data = rest.subarray(0, toSkip);
        if (extended !== undefined) {
          extended.push(Buffer.from(data.subarray(0, extendedLeft)));
          extendedLeft -= Math.min(extendedLeft, data.length);
          if (extendedLeft === 0) {
            const text = Buffer.concat(extended).toString('latin1');
            if (REFUSED_KEYS.test(text) || (isGlobal && REFUSED_GLOBAL_KEYS.test(text))) {
              throw refuse('extended header that changes size, storage or the names of all');
            }
            extended = undefined;
          }
        }
        toSkip -= data.length;
        rest = rest.subarray(data.length);
      } else if (rest.length < BLOCK_BYTES) {
        pending = Buffer.from(rest);
        return;
      } else {
        look(rest.subarray(0, BLOCK_BYTES));
        rest = rest.subarray(BLOCK_BYTES);
      }
    }
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      try {
        read(chunk);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

/** Octal only: base-256 sizes start at 8 GB and stand for negative ones too. */
function sizeOf(block: Buffer): number | undefined {
  const text = block.subarray(124, 136).toString('latin1').replaceAll('\0', ' ').trim();
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
