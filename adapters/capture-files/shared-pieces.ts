import type { FilePiece } from './file-pieces.ts';

/**
 * Pieces of files for two threads, each of which goes forward: the first from the beginning, the other one from the
 * middle. Nobody knows which of them the machine will favour, and the other one takes a while to start: so the first
 * one, when it has reached the middle, takes the second half of what the other has left. Neighbours stay together, since
 * a call that was written twice mostly stands twice in the same place.
 */
export interface SharedPieces {
  readonly pieces: readonly FilePiece[];
  readonly middle: number;
  /** Seen by both threads, a byte a piece: who sets it has the piece. */
  readonly taken: Uint8Array<SharedArrayBuffer>;
}

export function sharedPieces(pieces: readonly FilePiece[], middle: number): SharedPieces {
  return { pieces, middle, taken: new Uint8Array(new SharedArrayBuffer(pieces.length)) };
}

/** Those of the first thread; what is taken from the other one is decided when the middle is reached. */
export function* firstPieces({ pieces, middle, taken }: SharedPieces): Generator<FilePiece> {
  yield* pieces.slice(0, middle);
  const next = taken.indexOf(0, middle);
  if (next < 0) return;
  yield* untilTaken({ pieces, taken }, next + Math.ceil((pieces.length - next) / 2));
}

/** Those of the second thread, up to what the first one has taken. */
export function* secondPieces({ pieces, middle, taken }: SharedPieces): Generator<FilePiece> {
  yield* untilTaken({ pieces, taken }, middle);
}

function* untilTaken({ pieces, taken }: Omit<SharedPieces, 'middle'>, from: number): Generator<FilePiece> {
  for (const [at, piece] of pieces.slice(from).entries()) {
    if (Atomics.exchange(taken, from + at, 1) === 1) return;
    yield piece;
  }
}
