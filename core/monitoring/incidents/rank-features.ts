import type { WindowReport } from '../window-report.ts';
import type { IncidentFeature } from './incident-record.ts';

/** More are in the report; a message names a handful. */
const MOST_FEATURES = 8;

/**
 * The features of a window that moved, by impact.
 *
 * impact = ratio × weight; ratio = stability index / threshold (1 = at the threshold);
 * weight = importance × number of features, so that an average feature weighs 1: a large shift of a feature that no
 * answer hangs on is no reason to act. Without measured importance every feature weighs 1, and drift alone ranks.
 *
 * @returns at most 8, the largest impact first; equal ones by name, so that a repeat ranks alike
 * @example rankFeatures({ features: [] }) // []
 */
export function rankFeatures(
  report: Pick<WindowReport, 'features' | 'attribution'>,
): readonly IncidentFeature[] {
  const importance = new Map(
    report.attribution?.features.map(({ feature, before }) => [feature, before] as const) ?? [],
  );
  return report.features
    .flatMap((own): IncidentFeature[] => {
      const { feature, status, direction, missingShareBefore, missingShareNow } = own;
      if (status !== 'changed' && status !== 'drifted') return [];
      const share = importance.get(feature) ?? null;
      const ratio = own.threshold > 0 ? own.psi / own.threshold : 0;
      const impact = ratio * (share === null ? 1 : share * importance.size);
      const facts = { feature, status, ratio, importance: share, impact };
      return [{ ...facts, direction, missingShareBefore, missingShareNow }];
    })
    .toSorted((a, b) => b.impact - a.impact || (a.feature < b.feature ? -1 : 1))
    .slice(0, MOST_FEATURES);
}

/**
 * How many times its limit a report is: the worst feature over its threshold, or the ratio of losses over its limit.
 * @returns 1 at the limit; 0 where the report has neither
 */
export function severityOf({ kind, features, quality }: WindowReport): number {
  if (kind === 'quality') return quality === undefined ? 0 : quality.ratio / quality.limit;
  const ratios = features.map(({ psi, threshold }) => (threshold > 0 ? psi / threshold : 0));
  return ratios.reduce((worst, ratio) => Math.max(worst, ratio), 0);
}
