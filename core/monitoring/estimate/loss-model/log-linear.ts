import * as z from 'zod';
import { countSchema, countsSchema, numberSchema, numbersSchema } from '#core/number-schemas';

/** The part of a loss that grows evenly with a column: what trees, which know steps only, leave out in the tails. */
export const logLinearSchema = z.strictObject({
  /** Which columns take part; the others are constant, or tell nothing. */
  columns: countsSchema,
  /** The value that adds nothing. */
  centres: numbersSchema,
  /** Values beyond are taken as these: nothing is known of them. */
  lows: numbersSchema,
  highs: numbersSchema,
  /** Change of the logarithm for one unit of the column. */
  slopes: numbersSchema,
  /** Change of the logarithm where the value is missing. Absent in older models: 0. */
  missing: numbersSchema.exactOptional(),
  /** Slopes that come to those above where another column's value is missing. Absent in older models: none. */
  besides: z
    .array(
      z.strictObject({
        /** Which of the columns above. */
        index: countSchema,
        where: countSchema,
        slope: numberSchema,
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
