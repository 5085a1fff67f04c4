import { statSync } from 'node:fs';
import { filePacking } from './packings.ts';

/** A packed file, or the lines of a plain one that begin between two places. */
export interface FilePiece {
  /** Place of its file among those that are counted. */
  readonly file: number;
  readonly path: string;
  readonly from: number;
  /** Infinity: to the end. */
  readonly to: number;
}

/** A thread counts it in 5 ms: so long may one be at work when the other has ended. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Of the bytes, before the second thread begins: it starts late, and the first one should still run out of them first. */
const FIRST_SHARE = 0.4;

/** @example wholeFile('a.jsonl') // { file: 0, path: 'a.jsonl', from: 0, to: Infinity } */
export function wholeFile(path: string, file = 0): FilePiece {
  return { file, path, from: 0, to: Infinity };
}

/**
 * Files in pieces, in their order.
 * @returns also where a second thread begins; the number of pieces when the files have fewer than leastBytes
 */
export function filePieces(
  paths: readonly string[],
  {
    leastBytes,
    pieceBytes = PIECE_BYTES,
  }: { readonly leastBytes: number; readonly pieceBytes?: number | undefined },
): { readonly pieces: readonly FilePiece[]; readonly middle: number } {
  const sizes = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const whole = paths.map(wholeFile);
  if (total < leastBytes) return { pieces: whole, middle: whole.length };
  let before = 0;
  let middle: number | undefined;
  const pieces: FilePiece[] = [];
  whole.forEach((file, at) => {
    const size = sizes[at] ?? 0;
    const step = size > pieceBytes && isCuttable(file.path) ? pieceBytes : Infinity;
    for (let from = 0; from === 0 || from < size; from += step) {
      if (before + from >= total * FIRST_SHARE) middle ??= pieces.length;
      pieces.push({ ...file, from, to: from + step >= size ? Infinity : from + step });
    }
    before += size;
  });
  return { pieces, middle: middle ?? pieces.length };
}

/** Not a packed file; nor one that cannot be read, of which whoever counts it says why. */
function isCuttable(path: string): boolean {
  try {
    return filePacking(path) === undefined;
  } catch {
    return false;
  }
}
