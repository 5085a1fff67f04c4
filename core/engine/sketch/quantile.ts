import { cellAtPlace, cellBounds, orderedCounts } from './log-histogram.ts';
import type { NumberSketch } from './number-sketch.ts';

/**
 * A quantile of the finite values: with n of them, the ceil(q n)-th smallest, or the least one for q = 0.
 *
 * The counts tell the cell that this value lies in; given is the cell's middle. A cell is 1/32 of its octave wide, so
 *
 *     |given - exact| <= |exact| / 64   for 2^-64 <= |exact| < 2^64
 *
 * and zero is exact, as are the least and the greatest value. A smaller value is off by 2^-64 at most; of a larger one
 * only that and its bounds are known. Bins of the baseline tell more of values that training had: prefer them to
 * compare with training, and this for values that nobody foresaw.
 *
 * @param share 0 to 1
 * @returns null without a finite value
 * @see Masson, Rim and Lee (2019), DDSketch, for quantiles with a relative error from logarithmic cells; Hyndman and
 * Fan (1996), definition 1, for the quantile
 */
export function quantile({ cells, count, least, greatest }: NumberSketch, share: number): number | null {
  if (count === 0) return null;
  const rank = Math.min(count, Math.max(1, Math.ceil(share * count)));
  if (rank === 1) return least;
  if (rank === count) return greatest;
  const place = placeOfRank(orderedCounts(cells), rank);
  const { inner, outer } = cellBounds(cellAtPlace(place));
  const middle = Number.isFinite(outer) ? (inner + outer) / 2 : inner;
  return Math.max(least, Math.min(greatest, middle));
}

function placeOfRank(counts: Float64Array, rank: number): number {
  let below = 0;
  let place = 0;
  for (const count of counts) {
    below += count;
    if (below >= rank) break;
    place += 1;
  }
  return place;
}
