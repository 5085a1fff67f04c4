import type { FeatureVerdict } from '../window-report.ts';

/**
 * How far the worst feature of a window is: its stability index as a multiple of its threshold, so that windows of
 * features with different thresholds can be compared. The prediction is none of them: it does not alarm.
 * @returns at least 0, drifted from 1; undefined when no feature was judged
 * @example worstDriftRatio([{ psi: 0.5, threshold: 0.25 }, { psi: 0.1, threshold: 0.4 }]) // 2
 */
export function worstDriftRatio(
  features: readonly Pick<FeatureVerdict, 'psi' | 'threshold'>[],
): number | undefined {
  const ratios = features.map(({ psi, threshold }) => psi / threshold).filter(Number.isFinite);
  return ratios.length === 0 ? undefined : ratios.reduce((worst, ratio) => Math.max(worst, ratio));
}
