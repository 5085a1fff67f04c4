import { decileGroups, sumGroups } from './psi.ts';
import { binCount, binOf, type ReferenceBins, referenceBins } from './reference-bins.ts';

/** One column of the training rows, as windows are compared with it: a feature, the prediction or a score per row. */
export interface BaselineColumn {
  name: string;
  bins: ReferenceBins;
  /** Training rows per bin. */
  counts: number[];
  /** Which decile group each bin belongs to. */
  groups: number[];
  /** Rows per group, one entry a consecutive UTC day of training: what thresholds are calibrated on. */
  days: number[][];
}

/**
 * The baseline of one column.
 * @param values NaN for missing; not changed
 * @param days   the day of each value, counted from the first, with none left out; empty for a column without days
 * @param bins   what to count in. Default: the bins that the values define
 * @example baselineColumn('x', [1, 2, 2], [0, 0, 1]).days // [[1, 1, 0, 0], [0, 1, 0, 0]]
 */
export function baselineColumn(
  name: string,
  values: ArrayLike<number>,
  days: ArrayLike<number>,
  bins: ReferenceBins = referenceBins(values),
): BaselineColumn {
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

function maximum(values: ArrayLike<number>): number {
  let highest = -1;
  for (const value of Float64Array.from(values)) highest = Math.max(highest, value);
  return highest;
}
