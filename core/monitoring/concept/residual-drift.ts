import type { ConceptSection } from '../sections/concept.ts';
import { blockMean } from './block-mean.ts';
import { meanDifference } from './mean-difference.ts';
import type { ScoredRows } from './scored-rows.ts';

/** 95 % on both sides together: a model may begin to answer too high as well as too low. */
const TAIL = 0.025;

/**
 * Which way a model errs now against its hold-out: means of prediction - label by blocks. The interval lies around the
 * mean now and holds the doubt about both, so that it has moved where the interval leaves out the mean before. A model whose errors grow on both sides alike moves nothing here.
 * @returns inconclusive, with an interval of no width, with fewer than five blocks on a side
 */
export function residualDrift(
  holdout: ScoredRows,
  window: ScoredRows,
): NonNullable<ConceptSection['residuals']> {
  const before = blockMean(residuals(holdout), holdout.blockOfRow);
  const now = blockMean(residuals(window), window.blockOfRow);
  const difference = meanDifference(now, before, TAIL);
  const means = { meanBefore: before.mean, meanNow: now.mean };
  if (difference === undefined) return { ...means, low: now.mean, high: now.mean, status: 'inconclusive' };
  const [low, high] = [before.mean + difference.low, before.mean + difference.high];
  return { ...means, low, high, status: difference.low > 0 || difference.high < 0 ? 'moved' : 'stable' };
}

/** @example [...residuals({ predictions: Float64Array.of(3), labels: Float64Array.of(1) })] // [2] */
export function residuals({ predictions, labels }: Pick<ScoredRows, 'predictions' | 'labels'>): Float64Array {
  return labels.map((label, row) => (predictions[row] ?? 0) - label);
}
