import type { LedgerEntry } from '../../registry/ledger-event.ts';
import type { Incident } from './incident-record.ts';

export type IncidentChange = 'opened' | 'updated' | 'acknowledged' | 'closed' | 'told';

/** What the ledger keeps of a change: ids, numbers and names of features, no values. */
export function incidentEvent(
  change: IncidentChange,
  incident: Incident,
  facts: { readonly actor: string; readonly asOf: string },
): LedgerEntry {
  const { incidentId, cause, version, firstBad, status, last, ended, features } = incident;
  return {
    type: `incident-${change}`,
    actor: facts.actor,
    cause: incidentId,
    asOf: facts.asOf,
    after: {
      ...{ incidentId, about: cause, version, firstBad, status },
      ...{ last: last.subject, revision: last.revision, severity: last.severity },
      features: features.slice(0, 3).map(({ feature }) => feature),
      ...(ended === undefined ? {} : { ended: ended.how, endedVersion: ended.version }),
    },
  };
}
