import type { Incident, IncidentFeature, SimilarIncident } from './incident-record.ts';

const MOST_SIMILAR = 3;
/** Less alike than this is no precedent. */
const LEAST_SIMILARITY = 0.5;
/** Of the cause; the rest are the features. Alone it makes no precedent, and another cause needs nearly the same features. */
const WEIGHT_OF_CAUSE = 0.3;

/**
 * Closed incidents of a model that look like this one, the most alike first; of equal ones the newest.
 *
 * similarity = 0.3 · [same cause] + 0.7 · Σ min(aᵢ, bᵢ) / Σ max(aᵢ, bᵢ), with a and b the impacts of the features,
 * each scaled to sum 1: the weighted Jaccard index. It is symmetric, within [0, 1], and 1 for an incident and itself; two
 * without a feature that moved are alike in that.
 *
 * @see S. Ioffe, Improved consistent sampling, weighted minhash and L1 sketching (2010), for the weighted index.
 *   Cosine is better where many small weights matter; here one large feature in common is what people look for.
 */
export function similarIncidents(
  incident: Pick<Incident, 'incidentId' | 'cause' | 'features'>,
  past: readonly Incident[],
): readonly SimilarIncident[] {
  return past
    .flatMap((other): SimilarIncident[] => {
      if (other.incidentId === incident.incidentId || other.ended === undefined) return [];
      const similarity = similarityOf(incident, other);
      if (similarity < LEAST_SIMILARITY) return [];
      const { incidentId, firstBad, ended } = other;
      return [{ incidentId, similarity, firstBad, ended: ended.how, endedVersion: ended.version }];
    })
    .toSorted((a, b) => b.similarity - a.similarity || (a.firstBad > b.firstBad ? -1 : 1))
    .slice(0, MOST_SIMILAR);
}

type Likeness = Pick<Incident, 'cause'> & { readonly features: readonly Named[] };
type Named = Pick<IncidentFeature, 'feature' | 'impact'>;

/**
 * @example similarityOf({ cause: 'drift', features: [] }, { cause: 'quality', features: [] }) // 0.7
 * @example similarityOf({ cause: 'drift', features: [{ feature: 'a', impact: 2 }] }, { cause: 'drift', features: [] }) // 0.3
 */
export function similarityOf(a: Likeness, b: Likeness): number {
  const [left, right] = [scaled(a.features), scaled(b.features)];
  const names = new Set([...left.keys(), ...right.keys()]);
  let [common, either] = [0, 0];
  for (const name of names) {
    const [own, other] = [left.get(name) ?? 0, right.get(name) ?? 0];
    common += Math.min(own, other);
    either += Math.max(own, other);
  }
  const features = either === 0 ? 1 : common / either;
  return WEIGHT_OF_CAUSE * (a.cause === b.cause ? 1 : 0) + (1 - WEIGHT_OF_CAUSE) * features;
}

function scaled(features: readonly Named[]): ReadonlyMap<string, number> {
  const all = features.reduce((sum, { impact }) => sum + impact, 0);
  return new Map(features.map(({ feature, impact }) => [feature, all === 0 ? 0 : impact / all]));
}
