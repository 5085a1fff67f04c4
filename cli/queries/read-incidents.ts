/** The incidents of models, as the registry keeps them. */
import { suggest } from '#core/config/suggest';
import { type Incident, INCIDENT_PREFIX, incidentSchema } from '#core/monitoring/incidents/incident-record';
import { proposeAction } from '#core/monitoring/incidents/propose-action';
import { readLoop } from '#lambdas/common/read-loop';
import type { Registry } from '#ports/registry';
import { UnknownThingError } from '../errors.ts';
import { modelNames } from './read-monitoring.ts';

/** As many ids as a person reads. */
const SHOWN_IDS = 8;

/** Of one model or all: those that are open first, then by when they were opened, the newest first. */
export async function listIncidents(registry: Registry, model?: string): Promise<readonly Incident[]> {
  const names = await modelNames(registry, model);
  const lists = await Promise.all(
    names.map((name) => registry.list({ kind: 'model', name }, INCIDENT_PREFIX)),
  );
  const isClosed = ({ status }: Incident) => (status === 'closed' ? 1 : 0);
  return lists
    .flat()
    .map((item) => incidentSchema.parse(item.data))
    .toSorted((a, b) => isClosed(a) - isClosed(b) || (a.openedAsOf > b.openedAsOf ? -1 : 1));
}

/** @throws UnknownThingError with the id that was probably meant */
export async function findIncident(registry: Registry, incidentId: string): Promise<Incident> {
  const incidents = await listIncidents(registry);
  const found = incidents.find((one) => one.incidentId === incidentId);
  if (found !== undefined) return found;
  const ids = incidents.map((one) => one.incidentId);
  const meant = suggest(incidentId, ids);
  throw new UnknownThingError('there is no such incident', {
    received: incidentId,
    allowed: ids.length === 0 ? 'there was none yet' : ids.slice(0, SHOWN_IDS).join(', '),
    fix: meant === undefined ? 'run `gyre incident ls --all`' : `did you mean ${meant}?`,
  });
}

/** An open incident with what is to be done as things stand now: the loop has gone on since its last judgement. */
export async function withProposalOfNow(registry: Registry, incident: Incident): Promise<Incident> {
  if (incident.status === 'closed') return incident;
  const loop = await readLoop(registry, incident.model);
  return { ...incident, proposal: proposeAction(incident, { ...loop, enoughLabelsBy: null }) };
}
