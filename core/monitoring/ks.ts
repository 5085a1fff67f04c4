import { kolmogorovSmirnovPValue } from '../statistics/kolmogorov-survival.ts';

export interface DistanceTest {
  /** Largest distance between the two cumulative shares, in [0, 1]. */
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Two-sample Kolmogorov-Smirnov test on counts per bin, in the order of values and without the missing ones.
 *
 * Distances are seen at the bins' edges only, so the statistic is at most 1/250 below that of the values, and the
 * p-value errs on the safe side. For columns of few values the chi-square test has more power.
 *
 * @param baseline counts per bin
 * @param window   counts per bin, same bins
 * @returns undefined when a side has no rows
 * @example kolmogorovSmirnov([1, 1], [1, 1]) // { statistic: 0, pValue: 1 }
 * @see Smirnov (1939); the p-value as in kolmogorovSmirnovPValue
 */
export function kolmogorovSmirnov(
  baseline: readonly number[],
  window: readonly number[],
): DistanceTest | undefined {
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  const [baselineRows, windowRows] = [sum(baseline), sum(window)];
  if (baselineRows === 0 || windowRows === 0) return undefined;
  let baselineBelow = 0;
  let windowBelow = 0;
  let statistic = 0;
  baseline.forEach((count, bin) => {
    baselineBelow += count;
    windowBelow += window[bin] ?? 0;
    statistic = Math.max(statistic, Math.abs(baselineBelow / baselineRows - windowBelow / windowRows));
  });
  return { statistic, pValue: kolmogorovSmirnovPValue(statistic, baselineRows, windowRows) };
}
