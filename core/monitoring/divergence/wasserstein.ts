import type { ReferenceBins } from '../reference-bins.ts';
import { type Divergence, type NotApplicable, pairCounts, sharesOf } from './divergence.ts';
import { binnedMoments, deviationOf } from './moments.ts';

export interface Wasserstein extends Divergence {
  /** How far the distance of the values may be off for lying in bins, in the feature's unit; 0 is not reached. */
  readonly resolution: number;
  /** What the effect reads on average when nothing changed, with these rows. */
  readonly expected: number;
}

export interface WassersteinInput {
  /** Rows per bin without the missing ones, shape (bins,). */
  readonly baseline: readonly number[];
  /** Rows per bin, same bins. */
  readonly window: readonly number[];
  /** Where the rows of each bin stand, in the feature's unit, ascending; as binPositions gives them. */
  readonly positions: readonly number[];
  /** Unit of the effect, of the baseline; a quartile range bears outliers. Default: the standard deviation. */
  readonly spread?: 'standard-deviation' | 'interquartile-range';
}

/**
 * Wasserstein-1 (earth mover's) distance: the area between the two cumulative shares, which is how far a row must
 * move on average. statistic is in the feature's unit, effect in spreads of the baseline.
 *
 *   W = sum over bins of |F - G| up to the bin x (next position - position)
 *
 * Exact for columns of few values. For others it is within `resolution` of the distance of the values, as far as
 * those lie between the lowest value and the last edge: what lies beyond stands there and adds nothing, and only
 * meanShift sees it. It has no test of its own; over random splits of all rows F - G has at each edge the variance
 * H (1 - H) N^2 / (n m (N - 1)) and is about normal, so that the mean of its amount is known, which `expected` sums.
 *
 * Prefer it when the size of a shift matters in the feature's own unit; the other distances count ranks or shares.
 * @throws BaselineMismatchError when the lengths differ
 * @example wasserstein({ baseline: [1, 1], window: [0, 2], positions: [10, 20] }).statistic // 5
 * @example wasserstein({ baseline: [1, 1], window: [0, 2], positions: [10, 20] }).effect // 1
 * @see Vallender (1973), Calculation of the Wasserstein distance between distributions on the line
 */
export function wasserstein(input: WassersteinInput): Wasserstein | NotApplicable {
  const pair = pairCounts(input.baseline, input.window);
  if (!pair.isApplicable) return pair;
  const at = pair.positions.map((bin) => input.positions[bin] ?? 0);
  const { baselineRows, windowRows } = pair;
  const rows = baselineRows + windowRows;
  let [difference, statistic, resolution, below, noise] = [0, 0, 0, 0, 0];
  sharesOf(pair).forEach(([p, q], bin) => {
    if (bin > 0) {
      const gap = (at[bin] ?? 0) - (at[bin - 1] ?? 0);
      statistic += Math.abs(difference) * gap;
      noise += Math.sqrt(below * (rows - below)) * gap;
    }
    below += (pair.baseline[bin] ?? 0) + (pair.window[bin] ?? 0);
    const position = pair.positions[bin] ?? 0;
    const before = input.positions[position - 1];
    if (before !== undefined) resolution += Math.max(p, q) * ((input.positions[position] ?? before) - before);
    difference += p - q;
  });
  const unit =
    input.spread === 'interquartile-range'
      ? quartileRange(input.baseline, input.positions)
      : deviationOf(binnedMoments(input.baseline, input.positions));
  if (unit === 0) return { isApplicable: false, reason: 'constant-baseline' };
  const expected = (noise / unit) * Math.sqrt(MEAN_SQUARED / (baselineRows * windowRows * (rows - 1)));
  return { isApplicable: true, statistic, effect: statistic / unit, resolution, expected, pValue: 'no-test' };
}

/** Of the amount of a standard normal variable: its mean, squared. */
const MEAN_SQUARED = 2 / Math.PI;

/**
 * Where the rows of each bin of values stand: at its upper edge, which for columns of few values is the value itself;
 * those below the lowest training value at it, those above the last edge at that.
 * @returns shape (edges + 2,), the missing bin left out; empty for a column without values
 * @example binPositions({ lowest: 1, edges: [1, 3], isDiscrete: true }) // [1, 1, 3, 3]
 */
export function binPositions({ lowest, edges }: ReferenceBins): readonly number[] {
  const last = edges.at(-1);
  return lowest === null || last === undefined ? [] : [lowest, ...edges, last];
}

/** From the first position with a quarter of the rows at or below it to the first with three quarters. */
function quartileRange(counts: readonly number[], positions: readonly number[]): number {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const quantile = (quarters: number) => {
    let below = 0;
    const bin = counts.findIndex((count) => {
      below += count;
      return 4 * below >= quarters * rows;
    });
    return positions[bin] ?? 0;
  };
  return quantile(3) - quantile(1);
}
