import { bridgeFormSurvival } from './bridge-form-tail.ts';
import { type Divergence, type NotApplicable, pairCounts, sharesOf } from './divergence.ts';

/**
 * Two-sample Cramér-von Mises test on counts per bin, in the order of values and without the missing ones:
 *
 *   T = n m / N  sum over bins of h (D_before^2 + D_after^2) / 2
 *
 * with n and m rows, N = n + m, h the bin's share of all rows and D the difference of the cumulative shares at its
 * two ends. Without ties this is the classical statistic. The effect is the sum alone, a squared distance: 1/3 for
 * samples that do not overlap, at most 1/2.
 *
 * The p-value is that of the limit law for these bins, with the covariances of random splits (bridgeFormSurvival):
 * it knows the ties. With 40 rows on each side false alarms at 5 % and 1 % already come as often as they say.
 * SciPy's statistic agrees without ties and for n = m; with ties and n != m it has a term more that grows with the
 * rows, and calls equal distributions different.
 *
 * Prefer it to Kolmogorov-Smirnov for shifts that spread over the range, Anderson-Darling for those in the tails.
 * @param baseline rows per bin, shape (bins,)
 * @param window   rows per bin, same bins
 * @throws BaselineMismatchError when the lengths differ
 * @example cramerVonMises([2, 0], [0, 2]).statistic // 0.5
 * @example cramerVonMises([5, 5], [1, 1]).effect // 0
 * @see Anderson (1962), On the distribution of the two-sample Cramér-von Mises criterion
 */
export function cramerVonMises(
  baseline: readonly number[],
  window: readonly number[],
): Divergence | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  const { baselineRows, windowRows } = pair;
  const rows = baselineRows + windowRows;
  const pooled = pair.baseline.map((count, bin) => (count + (pair.window[bin] ?? 0)) / rows);
  let before = 0;
  let effect = 0;
  sharesOf(pair).forEach(([p, q], bin) => {
    // The last difference is 0 but for rounding.
    const after = bin === pooled.length - 1 ? 0 : before + p - q;
    effect += ((pooled[bin] ?? 0) * (before * before + after * after)) / 2;
    before = after;
  });
  const statistic = ((baselineRows * windowRows) / rows) * effect;
  const result = { isApplicable: true, statistic, effect } as const;
  if (pooled.length < 2) return { ...result, pValue: 'one-bin' };
  const pValue = bridgeFormSurvival(statistic, {
    shares: pooled,
    diagonal: pooled.slice(1).map((share, edge) => ((share + (pooled[edge] ?? 0)) / 2) * (rows / (rows - 1))),
    offDiagonal: new Array<number>(pooled.length - 2).fill(0),
    copies: 1,
  });
  return { ...result, pValue };
}
