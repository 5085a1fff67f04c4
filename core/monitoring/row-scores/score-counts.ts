import { binCount, binOf, type ReferenceBins } from '../reference-bins.ts';
import type { ScoreCounts } from '../stored-sketch.ts';

/** What is counted: a score's bins, and the unit of its sum. */
export interface CountedScore {
  readonly column: { readonly bins: ReferenceBins };
  readonly unit: number;
}

const MILLION = 1e6;
/**
 * A single score counts as 1,000 units at most (a unit is what training rows score on average), so that a sum is an
 * exact integer for 9 million rows at that bound, and for 9,000 million usual ones.
 */
const MOST_UNITS = 1000;

export function emptyScoreCounts({ column }: CountedScore): ScoreCounts {
  return { counts: new Array<number>(binCount(column.bins)).fill(0), sum: 0 };
}

/**
 * A score as it is summed.
 * @returns whole millionths of the unit; 0 for a missing score
 * @example millionths(3, 2) // 1500000
 */
export function millionths(score: number, unit: number): number {
  if (Number.isNaN(score)) return 0;
  return Math.round(Math.max(-MOST_UNITS, Math.min(MOST_UNITS, score / unit)) * MILLION);
}

/** Counts one row's score, in place. */
export function addScore(to: ScoreCounts, { column, unit }: CountedScore, score: number): void {
  const bin = binOf(score, column.bins);
  to.counts[bin] = (to.counts[bin] ?? 0) + 1;
  to.sum += millionths(score, unit);
}

/** Adds one to another, in place. */
export function addScoreCounts(to: ScoreCounts, { counts, sum }: ScoreCounts): void {
  counts.forEach((count, bin) => {
    to.counts[bin] = (to.counts[bin] ?? 0) + count;
  });
  to.sum += sum;
}

/**
 * Rows that have a score, and their mean.
 * @returns mean null where no row has one
 * @example scoreMean({ counts: [0, 2, 1], sum: 3000000 }, 2) // { rows: 2, mean: 3 }
 */
export function scoreMean(
  { counts, sum }: ScoreCounts,
  unit: number,
): { readonly rows: number; readonly mean: number | null } {
  const rows = counts.slice(0, -1).reduce((all, count) => all + count, 0);
  return { rows, mean: rows === 0 ? null : (sum / rows / MILLION) * unit };
}
