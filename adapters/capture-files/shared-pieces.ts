import type { FilePiece } from './file-pieces.ts';

/** Pieces of files for two threads, each of which goes forward from its beginning. */
export interface SharedPieces {
  readonly pieces: readonly FilePiece[];
  /** Seen by both threads, a byte a piece: who sets it has the piece. */
  readonly taken: Uint8Array<SharedArrayBuffer>;
}

/** Fewer are left to the thread that has them. */
const FEWEST_LEFT = 2;
/** Of what the other thread has left, so much stays with it: less than half, since who has the far end cannot help again. */
const SHARE_LEFT = 1 / 3;

export function sharedPieces(pieces: readonly FilePiece[]): SharedPieces {
  return { pieces, taken: new Uint8Array(new SharedArrayBuffer(pieces.length)) };
}

/**
 * The pieces of a thread, from one on. Nobody knows which thread the machine will favour, and when the other one will
 * have started: so a thread that has reached what the other one has begun takes the last two thirds of what is left of it.
 * Neighbours stay together, since a call that was written twice mostly stands twice in the same place, and no thread
 * goes back, so that of calls that it knows the first one counts.
 */
export function* piecesFrom({ pieces, taken }: SharedPieces, from: number): Generator<FilePiece> {
  for (let at = from; at < pieces.length;) {
    const piece = pieces[at];
    if (piece !== undefined && Atomics.exchange(taken, at, 1) === 0) {
      yield piece;
      at += 1;
      continue;
    }
    const next = taken.indexOf(0, at);
    if (next < 0 || pieces.length - next < FEWEST_LEFT) return;
    at = next + Math.ceil((pieces.length - next) * SHARE_LEFT);
  }
}
