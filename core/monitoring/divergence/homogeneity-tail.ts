import { chiSquareSurvival } from '../../statistics/chi-square-survival.ts';
import { LEAST_EXPECTED, type PairedCounts, type WithoutPValue } from './divergence.ts';

/**
 * P-value of a divergence that for near shares p, q is the sum of (p - q)^2 / share: times n m / (n + m) it then has
 * Pearson's chi-square law with bins - 1 degrees of freedom when nothing changed.
 *
 * A first-order law: for LEAST_EXPECTED expected rows in a bin the p-value can be off by half of itself, for a
 * hundred by a few per cent. Pearson's own statistic converges fastest and is to be preferred for a verdict.
 * @param quadratic the divergence, scaled so that it is the sum above for near shares
 * @returns 'one-bin' or 'sparse' where the law does not hold; sparse bins are to be merged before
 * @example homogeneityTail(0, pairCounts([9, 9], [9, 9])) // 1
 * @example homogeneityTail(0, pairCounts([1, 9], [1, 9])) // 'sparse'
 * @see Read and Cressie (1988), Goodness-of-fit statistics for discrete multivariate data
 */
export function homogeneityTail(quadratic: number, pair: PairedCounts): number | WithoutPValue {
  const { baselineRows, windowRows } = pair;
  const rows = baselineRows + windowRows;
  if (pair.baseline.length < 2) return 'one-bin';
  const rarest = pair.baseline.reduce(
    (least, count, bin) => Math.min(least, count + (pair.window[bin] ?? 0)),
    rows,
  );
  if ((rarest * Math.min(baselineRows, windowRows)) / rows < LEAST_EXPECTED) return 'sparse';
  const statistic = quadratic * ((baselineRows * windowRows) / rows);
  return chiSquareSurvival(Math.max(0, statistic), pair.baseline.length - 1);
}
