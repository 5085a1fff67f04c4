import type { ObjectRef, ObjectStore } from '#ports/object-store';
import { type Unpacking, unpackCaptures } from './unpack-captures.ts';

/** A call and its answer may be 6 MB each, in base64, with what surrounds them: where a part ends, its last line does not. */
const MOST_LINE_BYTES = 24 << 20;
const LINE_FEED = 10;

/** Bytes of a plain object, of which the lines are wanted that begin there. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** The unpacked bytes of an object, or of those lines of a plain one that begin in a part of it. */
export async function pieceBytes(
  store: ObjectStore,
  ref: ObjectRef,
  part: Part | undefined,
  unpacking: Unpacking,
): Promise<AsyncIterable<Uint8Array>> {
  if (part === undefined) return unpackCaptures(await store.read(ref), unpacking);
  // The byte before tells whether the first one begins a line.
  const from = Math.max(0, part.from - 1);
  const bytes = await store.read(ref, { from, to: part.to + MOST_LINE_BYTES });
  return linesOf(bytes, { skipsFirst: part.from > 0, last: part.to - 1 - from });
}

/** @param last where the last byte of the part stands in the stream: its line ends the part */
async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  { skipsFirst, last }: { readonly skipsFirst: boolean; readonly last: number },
): AsyncGenerator<Uint8Array> {
  let position = 0;
  let isSkipping = skipsFirst;
  for await (const chunk of bytes) {
    let start = 0;
    if (isSkipping) {
      const feed = chunk.indexOf(LINE_FEED);
      start = feed < 0 ? chunk.length : feed + 1;
      isSkipping = feed < 0;
      // The line that was begun before ends behind the part: no line begins in it.
      if (position + start > last) return;
    }
    const end = chunk.indexOf(LINE_FEED, Math.max(start, last - position));
    if (end >= 0) {
      yield chunk.subarray(start, end + 1);
      return;
    }
    if (start < chunk.length) yield chunk.subarray(start);
    position += chunk.length;
  }
}
