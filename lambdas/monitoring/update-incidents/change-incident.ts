import type { IncidentDecision } from '#core/monitoring/incidents/decide-incident';
import { type IncidentChange, incidentEvent } from '#core/monitoring/incidents/incident-event';
import { type Incident, type IncidentCause, incidentKey } from '#core/monitoring/incidents/incident-record';
import {
  closeIncident,
  type Moment,
  openIncident,
  updateIncident,
} from '#core/monitoring/incidents/next-incident';
import type { AggregateView, Registry } from '#ports/registry';
import { ACTOR } from './contract.ts';
import { readEvidence, type ReportPlace } from './read-evidence.ts';
import { type Coverage, decideFor, type IncidentFacts, readFacts, readingOf } from './read-facts.ts';

export interface Changed {
  readonly change: Extract<IncidentChange, 'opened' | 'updated' | 'closed'>;
  readonly incident: Incident;
}

/**
 * One transition for one cause, decided on what it reads itself: whoever comes second finds what the first has done and
 * changes nothing.
 */
export function changeIncident(
  { registry, ...place }: ReportPlace & { readonly registry: Registry },
  about: { readonly model: string; readonly cause: IncidentCause; readonly coverage: Coverage | undefined },
  moment: Moment,
): Promise<Changed | undefined> {
  const { model, cause, coverage } = about;
  return registry.transition({ kind: 'model', name: model }, async (view) => {
    const facts = await readFacts(readingOf(view), model);
    if (facts === undefined) return { unchanged: undefined };
    const decision = decideFor(cause, facts, coverage);
    if (decision.decision === 'nothing') return { unchanged: undefined };
    const result = await next({ ...place, view }, { ...about, facts, decision }, moment);
    const { incidentId } = result.incident;
    const sk = incidentKey(incidentId);
    const revision = (await view.get(sk))?.revision;
    return {
      writes: [
        {
          sk,
          entity: 'incident',
          data: result.incident,
          expect: revision === undefined ? 'absent' : { revision },
        },
      ],
      event: incidentEvent(result.change, result.incident, { actor: ACTOR, asOf: moment.asOf }),
      result,
    };
  });
}

async function next(
  place: ReportPlace & { readonly view: AggregateView },
  about: {
    readonly model: string;
    readonly cause: IncidentCause;
    readonly coverage: Coverage | undefined;
    readonly facts: IncidentFacts;
    readonly decision: Exclude<IncidentDecision, { readonly decision: 'nothing' }>;
  },
  moment: Moment,
): Promise<Changed> {
  const { model, cause, coverage, facts, decision } = about;
  if (decision.decision === 'close') {
    const ending = { ...decision.ending, by: ACTOR };
    return { change: 'closed', incident: closeIncident(decision.incident, ending, moment) };
  }
  const { judgement } = decision;
  const reading = { ...place, reading: readingOf(place.view), model };
  const evidence = await readEvidence(reading, facts, { cause, judgement, coverage });
  if (decision.decision === 'update')
    return { change: 'updated', incident: updateIncident(decision.incident, judgement, evidence, moment) };
  const { version } = facts.serving;
  const found = { model, cause, version, firstBad: decision.firstBad, judgement };
  return { change: 'opened', incident: openIncident(found, evidence, moment) };
}
