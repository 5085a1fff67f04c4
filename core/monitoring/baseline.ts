import * as z from 'zod';
import { BadBaselineError } from './errors.ts';
import { decileGroups, sumGroups } from './psi.ts';
import { binCount, binOf, type ReferenceBins, referenceBins, referenceBinsSchema } from './reference-bins.ts';

/** One column of the training rows, as windows are compared with it. */
const baselineColumnSchema = z.strictObject({
  name: z.string(),
  bins: referenceBinsSchema,
  /** Training rows per bin. */
  counts: z.array(z.int().min(0)),
  /** Which decile group each bin belongs to. */
  groups: z.array(z.int().min(0)),
  /** Rows per group, one entry a consecutive UTC day of training: what thresholds are calibrated on. */
  days: z.array(z.array(z.int().min(0))),
});
export type BaselineColumn = z.infer<typeof baselineColumnSchema>;

/**
 * What a model version saw in training, column by column; kept with the version for good, since a version is never
 * judged against another one's baseline.
 */
export const baselineSchema = z.strictObject({
  format: z.literal(1),
  model: z.string(),
  /** The contest that the version came out of: known before it has a number. */
  contestId: z.string(),
  trainStart: z.string(),
  trainEnd: z.string(),
  rows: z.int().min(1),
  features: z.array(baselineColumnSchema).min(1),
  /** The version's predictions on its own hold-out; they have no days of training. */
  prediction: baselineColumnSchema,
});
export type Baseline = z.infer<typeof baselineSchema>;

/** @example baselineKey('air-time', 'ct-1') // 'models/air-time/contests/ct-1/baseline.json' */
export function baselineKey(model: string, contestId: string): string {
  return `models/${model}/contests/${contestId}/baseline.json`;
}

/** @throws BadBaselineError when the text is not a baseline */
export function parseBaseline(text: string, where: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadBaselineError('a stored baseline cannot be read', {
    where,
    received: parsed.error.issues[0]?.message ?? 'not JSON',
    fix: 'register the version again by a new contest; baselines are written by BuildBaseline only',
  });
}

/**
 * The baseline of one column.
 * @param values NaN for missing; not changed
 * @param days   the day of each value, counted from the first, with none left out; empty for a column without days
 * @example baselineColumn('x', [1, 2, 2], [0, 0, 1]).days // [[1, 1, 0, 0], [0, 1, 0, 0]]
 */
export function baselineColumn(
  name: string,
  values: ArrayLike<number>,
  days: ArrayLike<number>,
): BaselineColumn {
  const bins = referenceBins(values);
  const counts = new Array<number>(binCount(bins)).fill(0);
  const dayCount = days.length === 0 ? 0 : maximum(days) + 1;
  const byDay = Array.from({ length: dayCount }, () => new Uint32Array(counts.length));
  for (let row = 0; row < values.length; row += 1) {
    const bin = binOf(values[row] ?? Number.NaN, bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
    const day = byDay[days[row] ?? -1];
    if (day !== undefined) day[bin] = (day[bin] ?? 0) + 1;
  }
  const groups = decileGroups(counts);
  return { name, bins, counts, groups: [...groups], days: byDay.map((day) => sumGroups(day, groups)) };
}

/**
 * The middle value that the counts know: the edge below which half of the present rows lie.
 * @returns null when no row has a value
 */
export function medianOf(counts: ArrayLike<number>, bins: ReferenceBins): number | null {
  const valueBins = bins.edges.length + 2;
  let present = 0;
  for (let bin = 0; bin < valueBins; bin += 1) present += counts[bin] ?? 0;
  if (present === 0) return null;
  let below = 0;
  for (let bin = 0; bin < valueBins; bin += 1) {
    below += counts[bin] ?? 0;
    // Below the lowest value and above the highest the edge of training is the best that is known.
    if (2 * below >= present)
      return bin === 0 ? bins.lowest : (bins.edges[Math.min(bin, bins.edges.length) - 1] ?? null);
  }
  return null;
}

function maximum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((highest, value) => Math.max(highest, value), -1);
}
