import * as z from 'zod';
import type { Baseline } from '../baseline.ts';
import { BadSketchError } from '../errors.ts';
import { readStored } from '../read-stored.ts';
import { mergeSketches } from '../sketch.ts';
import { type Sketch, sketchSchema } from '../stored-sketch.ts';

/** What was read of one batch, or merged of several: sketches by the start of the bucket of event time. */
export const batchResultSchema = z.strictObject({
  format: z.literal(1),
  sketches: z.record(z.string(), sketchSchema),
});
export type BatchResult = z.infer<typeof batchResultSchema>;

/** @throws BadSketchError when the text is no result */
export function parseBatchResult(text: string, where: string): BatchResult {
  const read = readStored(batchResultSchema, text);
  if ('value' in read) return read.value;
  throw new BadSketchError('a stored result of a batch cannot be read', {
    where,
    received: read.fault,
    fix: 'delete the object and start the reading of its hour again: what is missing is read anew',
  });
}

export function batchResult(sketches: ReadonlyMap<string, Sketch>): BatchResult {
  return { format: 1, sketches: Object.fromEntries(sketches) };
}

/**
 * Results of one claim as one, bucket by bucket. Events are not kept: they were compared within each batch, and those
 * of a whole hour would be larger than all else.
 * @param source what the sketches name: the folder of the hour
 * @throws BaselineMismatchError for results of another baseline
 */
export function mergeResults(
  baseline: Baseline,
  results: readonly BatchResult[],
  source: Sketch['source'],
): ReadonlyMap<string, Sketch> {
  const byBucket = new Map<string, Sketch[]>();
  for (const { sketches } of results) {
    for (const [start, sketch] of Object.entries(sketches)) {
      const own = byBucket.get(start);
      if (own === undefined) byBucket.set(start, [{ ...sketch, events: [] }]);
      else own.push({ ...sketch, events: [] });
    }
  }
  const merged = new Map<string, Sketch>();
  for (const [start, sketches] of byBucket)
    merged.set(start, { ...mergeSketches(baseline, sketches).merged, source });
  return merged;
}
