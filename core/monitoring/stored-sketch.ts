import * as z from 'zod';
import { countSchema, countsSchema, naturalSchema, wholeSchema } from '#core/number-schemas';
import { BadSketchError } from './errors.ts';
import { readStored } from './read-stored.ts';

/**
 * One score per row: rows per bin, the missing ones last, and the sum of the others in millionths of the score's unit.
 * Both are integers, so merging is addition and exact.
 */
const scoreCountsSchema = z.strictObject({ counts: countsSchema, sum: wholeSchema });
export type ScoreCounts = z.infer<typeof scoreCountsSchema>;

/**
 * A sample of rows that merges: of all rows those whose hash is below a bound, in the order of their hashes. The hash
 * is a function of the row's id, so the same row is drawn wherever it stands, twice the same row counts once, and a
 * merged sample is what drawing from all rows together would have given.
 */
const rowSampleSchema = z.strictObject({
  /** Rows that it was drawn from. */
  of: countSchema,
  /** Every row of those with a hash below is here, and no other. */
  below: countSchema,
  rows: z.array(z.strictObject({ hash: countSchema, cells: z.string() })),
});
export type RowSample = z.infer<typeof rowSampleSchema>;

/**
 * What one capture object holds of one bucket of event time, counted in the bins of the version's baseline.
 *
 * Counts are integers, so merging is addition: associative, commutative and exact. The event ids tell whether two
 * sketches hold the same request, which would count twice.
 */
export const sketchSchema = z.strictObject({
  format: z.literal(1),
  contestId: z.string(),
  source: z.strictObject({ bucket: z.string(), key: z.string() }),
  /** None where the object was too large for them to be kept: they were compared within it. */
  events: z.array(z.string()),
  rows: countSchema,
  /** Rows per bin, feature by feature in the model's order. */
  features: z.array(countsSchema),
  prediction: countsSchema,
  /** Scores of the rows, in the order of the baseline. Older sketches have none: their rows are not among these. */
  scores: z.array(scoreCountsSchema).exactOptional(),
  /** Some of the rows themselves, as captured: without masked columns. */
  sample: rowSampleSchema.exactOptional(),
  /** Of the whole object; said by its first sketch only. */
  coverage: z.strictObject({
    records: countSchema,
    duplicates: countSchema,
    badRecords: z.record(z.string(), naturalSchema),
  }),
});
export type Sketch = z.infer<typeof sketchSchema>;

export type Coverage = Sketch['coverage'];

/** @throws BadSketchError when the text is not a sketch */
export function parseSketch(text: string, where: string): Sketch {
  const read = readStored(sketchSchema, text);
  if ('value' in read) return read.value;
  throw new BadSketchError('a stored sketch cannot be read', {
    where,
    received: read.fault,
    fix: 'delete the object and send the event of its capture object again: the sketch is written anew',
  });
}
