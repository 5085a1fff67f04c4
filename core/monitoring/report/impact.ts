import type { AttributionSection } from '../sections/attribution.ts';
import type { FeatureVerdict } from '../window-report.ts';
import { urgency } from './verdict-sentence.ts';

/**
 * A feature, and how much its drift matters: the index in thresholds, times the share of the answers' importance that
 * hangs on it now. Without attribution every feature counts alike, and the index alone decides.
 */
export interface RankedFeature {
  readonly feature: FeatureVerdict;
  /** The stability index in thresholds: 1 and above is drift. */
  readonly ratio: number;
  readonly importance?: number;
  readonly impact: number;
}

/** Drifted first, then changed, then the rest; among these by impact. */
export function byImpact(
  features: readonly FeatureVerdict[],
  attribution: AttributionSection | undefined,
): readonly RankedFeature[] {
  const importances = new Map(attribution?.features.map(({ feature, now }) => [feature, now]));
  const ranked = features.map((feature): RankedFeature => {
    const ratio = urgency(feature);
    if (attribution === undefined) return { feature, ratio, impact: ratio };
    const importance = importances.get(feature.feature) ?? 0;
    return { feature, ratio, importance, impact: ratio * importance };
  });
  return ranked.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      b.impact - a.impact ||
      b.ratio - a.ratio ||
      (a.feature.feature < b.feature.feature ? -1 : 1),
  );
}

function rankOf({ feature: { status } }: RankedFeature): number {
  return status === 'drifted' ? 0 : status === 'changed' ? 1 : 2;
}
