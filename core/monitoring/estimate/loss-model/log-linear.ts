import * as z from 'zod';

/** The part of a loss that grows evenly with a column: what trees, which know steps only, leave out in the tails. */
export const logLinearSchema = z.strictObject({
  /** Which columns take part; the others are constant, or tell nothing. */
  columns: z.array(z.int().min(0)),
  /** The value that adds nothing. */
  centres: z.array(z.number()),
  /** Values beyond are taken as these: nothing is known of them. */
  lows: z.array(z.number()),
  highs: z.array(z.number()),
  /** Change of the logarithm for one unit of the column. */
  slopes: z.array(z.number()),
  /** Change of the logarithm where the value is missing. Absent in older models: 0. */
  missing: z.array(z.number()).exactOptional(),
  /** Slopes that come to those above where another column's value is missing. Absent in older models: none. */
  besides: z
    .array(
      z.strictObject({
        /** Which of the columns above. */
        index: z.int().min(0),
        where: z.int().min(0),
        slope: z.number(),
      }),
    )
    .exactOptional(),
});
export type LogLinear = z.infer<typeof logLinearSchema>;

/** Logarithms beyond are taken as this: e^4 = 55 times the mean. */
export const MOST_LOG = 4;

/**
 * The logarithm of a row's part.
 * @example logOf({ columns: [0], centres: [1], lows: [0], highs: [3], slopes: [2] }, (column) => [9][column]) // 4
 */
export function logOf(model: LogLinear, valueOf: (column: number) => number | undefined): number {
  let log = 0;
  for (let at = 0; at < model.columns.length; at += 1) {
    const value = valueOf(model.columns[at] ?? 0) ?? Number.NaN;
    if (Number.isNaN(value)) {
      log += model.missing?.[at] ?? 0;
      continue;
    }
    log += (model.slopes[at] ?? 0) * fromCentre(model, at, value);
  }
  for (const { index, where, slope } of model.besides ?? []) {
    const value = valueOf(model.columns[index] ?? 0) ?? Number.NaN;
    if (Number.isNaN(value) || !Number.isNaN(valueOf(where) ?? Number.NaN)) continue;
    log += slope * fromCentre(model, index, value);
  }
  return Math.max(-MOST_LOG, Math.min(MOST_LOG, log));
}

function fromCentre({ lows, highs, centres }: LogLinear, at: number, value: number): number {
  return Math.max(lows[at] ?? 0, Math.min(highs[at] ?? 0, value)) - (centres[at] ?? 0);
}
