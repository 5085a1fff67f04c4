import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type FileRange, wholeFile } from './add-capture-file.ts';
import { filePacking } from './packings.ts';

/** What the first thread counts while the other one starts. */
const HEAD_START = 48 * 1024 * 1024;
const LINE_FEED = 10;

/**
 * Files, in their order, for two threads with about as many bytes each: cut behind a line feed, or between two files
 * where the middle one is packed. A call that was written twice mostly stands in one part, since neighbours stay together.
 * @param leastBytes fewer are one thread's: then the second part is empty
 */
export function divideFiles(
  paths: readonly string[],
  leastBytes: number,
): readonly [readonly FileRange[], readonly FileRange[]] {
  const whole = paths.map(wholeFile);
  const sizes = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total < leastBytes) return [whole, []];
  const middle = Math.floor((total + Math.min(HEAD_START, total / 4)) / 2);
  let before = 0;
  const at = sizes.findIndex((size) => {
    before += size;
    return before > middle;
  });
  const [path = '', size = 0] = [paths[at], sizes[at]];
  const offset = middle - (before - size);
  const place = size === 0 || filePacking(path) !== undefined ? 0 : lineBehind(path, offset, size);
  if (place > 0) {
    const head = [...whole.slice(0, at), { path, from: 0, to: place }];
    return [head, [{ path, from: place, to: Infinity }, ...whole.slice(at + 1)]];
  }
  const border = at === 0 || offset > size / 2 ? at + 1 : at;
  return [whole.slice(0, border), whole.slice(border)];
}

/** Where the first line after a place begins; 0 when there is none. */
function lineBehind(path: string, place: number, size: number): number {
  const file = openSync(path, 'r');
  try {
    const piece = new Uint8Array(64 * 1024);
    for (let at = place; at < size; at += piece.length) {
      const bytes = readSync(file, piece, 0, piece.length, at);
      const feed = piece.subarray(0, bytes).indexOf(LINE_FEED);
      if (feed >= 0) return at + feed + 1 < size ? at + feed + 1 : 0;
    }
    return 0;
  } finally {
    closeSync(file);
  }
}
