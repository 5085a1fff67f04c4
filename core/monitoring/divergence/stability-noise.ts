import { populationStabilityIndex } from '../psi.ts';
import { type NotApplicable, pairCounts } from './divergence.ts';
import { homogeneityTail } from './homogeneity-tail.ts';
import type { NoisyDivergence } from './jensen-shannon.ts';
import { nullExpectation } from './null-expectation.ts';

/**
 * The population stability index beside what it reads when nothing changed: to first order
 * (bins - 1) (1/n + 1/m), here as the exact expectation over random splits, floor included (nullExpectation).
 *
 * The fixed bars of the trade, 0.1 and 0.25, say nothing without it: ten groups and 100 rows against many read 0.09
 * by chance. The p-value is first order (homogeneityTail) and conservative where the floor acts.
 * @param baseline rows per group, shape (groups,)
 * @param window   rows per group, same groups
 * @throws BaselineMismatchError when the lengths differ
 * @example stabilityIndexWithNoise([5, 5], [70, 70]).statistic // 0
 * @example stabilityIndexWithNoise([0, 0], [70, 70]) // { isApplicable: false, reason: 'no-baseline-rows' }
 * @see Yurdakul and Naranjo (2020), Statistical properties of the population stability index
 */
export function stabilityIndexWithNoise(
  baseline: readonly number[],
  window: readonly number[],
): NoisyDivergence | NotApplicable {
  const pair = pairCounts(baseline, window);
  if (!pair.isApplicable) return pair;
  const statistic = populationStabilityIndex(pair.baseline, pair.window) ?? 0;
  const expected = nullExpectation(pair, termOf);
  return {
    ...{ isApplicable: true, statistic, effect: statistic, expected },
    ...{ excess: Math.max(0, statistic - expected), pValue: homogeneityTail(statistic, pair) },
  };
}

/** One bin's part of the index: the index of two bins of which the other one is equal on both sides. */
function termOf(p: number, q: number): number {
  const [floored, other] = [Math.max(p, SHARE_FLOOR), Math.max(q, SHARE_FLOOR)];
  return (other - floored) * Math.log(other / floored);
}

/** As in populationStabilityIndex. */
const SHARE_FLOOR = 1e-4;
