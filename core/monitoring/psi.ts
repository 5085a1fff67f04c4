/**
 * Population stability index between two samples counted in the same bins: sum of (q - p) ln (q / p) over the bins'
 * shares p and q, each floored at SHARE_FLOOR, without scaling back to 1.
 *
 * An effect size: 0 for equal shares, about d^2 for a normal variable that moved by d standard deviations. It does
 * not grow with the number of rows, as a test statistic does; below some hundred rows its noise, about
 * (bins - 1) (1/rows1 + 1/rows2), is not small.
 *
 * @param baseline counts per bin
 * @param window   counts per bin, same bins
 * @returns index >= 0, no unit; undefined when a side has no rows
 * @example populationStabilityIndex([5, 5], [70, 70]) // 0
 * @see Siddiqi (2006), Credit Risk Scorecards; as a symmetric divergence: Jeffreys (1946)
 */
export function populationStabilityIndex(
  baseline: ArrayLike<number>,
  window: ArrayLike<number>,
): number | undefined {
  const baselineRows = total(baseline);
  const windowRows = total(window);
  if (baselineRows === 0 || windowRows === 0) return undefined;
  let index = 0;
  for (let bin = 0; bin < baseline.length; bin += 1) {
    const p = Math.max((baseline[bin] ?? 0) / baselineRows, SHARE_FLOOR);
    const q = Math.max((window[bin] ?? 0) / windowRows, SHARE_FLOOR);
    index += (q - p) * Math.log(q / p);
  }
  return index;
}

/** An empty bin counts as one row in ten thousand: without a floor one unseen value would make the index infinite. */
const SHARE_FLOOR = 1e-4;

/**
 * Which of the ten-odd groups each reference bin belongs to: deciles of the training values, then missing.
 *
 * Decile j ends with the first bin whose cumulative share reaches j/10; ends that coincide count once, so that a
 * column of few values has fewer groups. Where all training values fall in one group (a constant, or nine tenths of
 * one value at the top), the index would be blind: the bin that the group ends with then stands alone.
 *
 * @param counts training rows per reference bin, missing last
 * @returns group per bin, 0 upwards without gap
 * @example decileGroups([0, 5, 5, 0, 1]) // [0, 0, 1, 2, 3]
 */
export function decileGroups(counts: readonly number[]): readonly number[] {
  const valueBins = counts.length - 1;
  const ends = decileEnds(counts.slice(0, valueBins));
  let group = 0;
  const groups = counts.slice(0, valueBins).map((_, bin) => {
    const own = group;
    if (ends.has(bin)) group += 1;
    return own;
  });
  return [...groups, group + 1];
}

/**
 * Counts per group. @param groups as decileGroups gives them
 * @example sumGroups([1, 2, 3], [0, 0, 1]) // [3, 3]
 */
export function sumGroups(counts: ArrayLike<number>, groups: readonly number[]): number[] {
  const sums = new Array<number>((groups.at(-1) ?? -1) + 1).fill(0);
  groups.forEach((group, bin) => {
    sums[group] = (sums[group] ?? 0) + (counts[bin] ?? 0);
  });
  return sums;
}

/** Bins after which a group ends; the bin above the last edge never is one, since a group must follow. */
function decileEnds(values: readonly number[]): ReadonlySet<number> {
  const all = total(values);
  const ends = new Set<number>();
  let sum = 0;
  let decile = 1;
  values.slice(0, -1).forEach((count, bin) => {
    sum += count;
    while (all > 0 && decile < 10 && 10 * sum >= decile * all) {
      ends.add(bin);
      decile += 1;
    }
  });
  const [first] = ends;
  if (ends.size === 1 && first !== undefined && first > 0 && total(values.slice(0, first + 1)) === all)
    ends.add(first - 1);
  return ends;
}

function total(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((sum, count) => sum + count, 0);
}
