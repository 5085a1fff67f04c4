import { ObjectGoneError } from '#core/data/errors';
import { CountedCaptures } from '#core/monitoring/counted-captures';
import type { Sketch } from '#core/monitoring/stored-sketch';
import { CaptureSketches, type SketchFacts } from '#core/monitoring/sketch-captures';
import { captureTerms } from '#core/serving/capture/capture-terms';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import type { WatchedVersion } from './load-baseline.ts';
import { type Part, pieceBytes } from './piece-bytes.ts';
import { readCaptures } from './read-captures.ts';

/**
 * Up to so many plain bytes are read record by record: all scores, and the event ids for whoever merges. More is
 * counted by the engine, which compares ids and keeps none.
 */
const MOST_ROW_BY_ROW = 4 << 20;

export interface CapturedPiece {
  readonly ref: ObjectRef;
  /** Left out: the whole object. */
  readonly part?: Part;
}

export interface SketchedPieces {
  readonly sketches: ReadonlyMap<string, Sketch>;
  readonly requests: number;
  /** Objects that were deleted between being told of and being read: nothing of them can be watched any more. */
  readonly gone: readonly string[];
}

/**
 * The sketches of capture objects of one version, one a bucket of event time, in memory that does not grow with them.
 * @param plainBytes about how many they are, unpacked
 */
export async function sketchPieces(
  store: ObjectStore,
  pieces: readonly CapturedPiece[],
  watched: WatchedVersion & { readonly version: number },
  facts: SketchFacts,
  plainBytes: number,
): Promise<SketchedPieces> {
  const gone: string[] = [];
  const each = async (read: (piece: CapturedPiece) => Promise<void>): Promise<void> => {
    for (const piece of pieces) {
      try {
        await read(piece);
      } catch (error) {
        if (!(error instanceof ObjectGoneError)) throw error;
        gone.push(piece.ref.key);
      }
    }
  };
  const terms = { ...captureTerms(watched.model), version: watched.version };
  if (plainBytes <= MOST_ROW_BY_ROW) {
    const captures = new CaptureSketches(watched.baseline, facts);
    await each(async ({ ref, part }) => {
      for await (const records of readCaptures(store, ref, terms, part))
        for (const record of records) captures.add(record);
    });
    return { sketches: captures.finish(), requests: captures.requests, gone };
  }
  const captures = new CountedCaptures(watched.baseline, facts, terms, plainBytes);
  await each(async ({ ref, part }) => {
    const archive = { isBroken: false };
    const bytes = await pieceBytes(store, ref, part, { onBroken: () => (archive.isBroken = true) });
    for await (const chunk of bytes) captures.push(chunk);
    captures.endObject();
    if (archive.isBroken) captures.countBad('broken-archive');
  });
  return { ...captures.finish(), gone };
}
