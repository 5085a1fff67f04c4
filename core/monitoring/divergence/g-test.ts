import { chiSquareSurvival } from '../../statistics/chi-square-survival.ts';
import { type Cell, poolRare } from '../chi-square.ts';
import { type Divergence, LEAST_EXPECTED, type NotApplicable, pairCounts } from './divergence.ts';

export interface LikelihoodRatio extends Divergence {
  /** Categories after pooling, less one. */
  readonly degreesOfFreedom: number;
}

/**
 * Likelihood-ratio test that two samples come from one distribution over categories:
 * G = 2 sum of observed ln (observed / expected) over the 2 x k table, k - 1 degrees of freedom.
 *
 * Williams' correction divides G by 1 + (N (1/n + 1/m) - 1) (N sum of 1/l - 1) / (6 N (k - 1)), with l the rows of a
 * category on both sides; it brings small samples nearer to the law. Rare categories are pooled as in chiSquareTest.
 * The effect, G / (2 N) uncorrected and unpooled, is what a category tells about its side, in nats: at most ln 2.
 *
 * Prefer Pearson's chi-square for sparse tables; G adds up over parts of a table, and is the same information that
 * the Jensen-Shannon divergence measures.
 * @param baseline rows per category, shape (categories,)
 * @param window   rows per category, same categories
 * @throws BaselineMismatchError when the lengths differ
 * @example likelihoodRatioTest([50, 50], [50, 50]).pValue // 1
 * @example likelihoodRatioTest([50, 50], [30, 70], { isCorrected: true }).degreesOfFreedom // 1
 * @see Sokal and Rohlf (1981), Biometry, 17; Williams (1976), Improved likelihood ratio tests for contingency tables
 */
export function likelihoodRatioTest(
  baseline: readonly number[],
  window: readonly number[],
  { isCorrected = false }: { readonly isCorrected?: boolean } = {},
): LikelihoodRatio | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  const { baselineRows, windowRows } = pair;
  const rows = baselineRows + windowRows;
  const cells = pair.baseline.map((count, bin): Cell => [count, pair.window[bin] ?? 0]);
  const pooled = poolRare(cells, (LEAST_EXPECTED * rows) / Math.min(baselineRows, windowRows));
  const degreesOfFreedom = pooled.length - 1;
  const ratioOf = (of: readonly Cell[]) =>
    of.reduce((sum, [before, now]) => {
      const share = (before + now) / rows;
      return sum + 2 * (termOf(before, baselineRows * share) + termOf(now, windowRows * share));
    }, 0);
  const result = { isApplicable: true, effect: ratioOf(cells) / (2 * rows), degreesOfFreedom } as const;
  if (degreesOfFreedom === 0) return { ...result, statistic: 0, pValue: 'one-bin' };
  const sides = rows * (1 / baselineRows + 1 / windowRows) - 1;
  const inverses = pooled.reduce((sum, [before, now]) => sum + 1 / (before + now), 0);
  const correction = 1 + (sides * (rows * inverses - 1)) / (6 * rows * degreesOfFreedom);
  const statistic = ratioOf(pooled) / (isCorrected ? correction : 1);
  return { ...result, statistic, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

/**
 * observed ln (observed / expected) - observed + expected: the differences add up to 0 over the table, and with them
 * no term is negative. With d = observed / expected - 1 it is expected ((1 + d) ln (1 + d) - d).
 */
function termOf(observed: number, expected: number): number {
  if (observed === 0) return expected;
  const d = (observed - expected) / expected;
  if (Math.abs(d) > NEAR) return expected * ((1 + d) * Math.log1p(d) - d);
  let sum = 0;
  for (let power = 9; power >= 2; power -= 1) sum = 1 / (power * (power - 1)) - d * sum;
  return expected * d * d * sum;
}

/** Up to here eight terms of the series are exact, and beyond it the closed form keeps 1e-12 of its value. */
const NEAR = 0.02;
