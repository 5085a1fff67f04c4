import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { snsNotifier } from '#adapters/sns-notifier';
import { INCIDENT_CAUSES } from '#core/monitoring/incidents/incident-record';
import type { Notifier } from '#ports/notifier';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { tellIncidents } from '../../common/tell-incidents.ts';
import { type Changed, changeIncident } from './change-incident.ts';
import { ACTOR, environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { readReport, type ReportPlace } from './read-evidence.ts';
import {
  type Coverage,
  coverageOf,
  decideFor,
  type IncidentFacts,
  newestWindow,
  readFacts,
} from './read-facts.ts';

/**
 * Opens, updates and closes a model's incidents, one for each cause, and tells people. Everything follows from what the
 * registry holds, so a repeat, or a run after one that died, finds what is done and does the rest.
 */
export const updateIncidents: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly registry: Registry; readonly store: ObjectStore; readonly notifier: Notifier }
> = async ({ model, asOf, hasWindow }, { environment, adapters, now }) => {
  const { registry, store, notifier } = adapters;
  const moment = { asOf, at: now.toISOString() };
  const place = { store, bucket: environment.REPORTS_BUCKET };
  const facts = await readFacts(registry, model);
  if (facts === undefined) return { opened: [], updated: [], closed: [], told: [] };

  const coverage = hasWindow ? await readCoverage(place, facts) : undefined;
  const changes: Changed[] = [];
  for (const cause of INCIDENT_CAUSES) {
    // A look without a transaction first: most runs find nothing to change.
    if (decideFor(cause, facts, coverage).decision === 'nothing') continue;
    const change = () => changeIncident({ registry, ...place }, { model, cause, coverage }, moment);
    const first = await change();
    // Where one of the version before has ended, one of the new version may begin.
    const second = first?.change === 'closed' ? await change() : undefined;
    changes.push(...[first, second].filter((own) => own !== undefined));
  }
  const telling = { registry, notifier, actor: ACTOR, environment: environment.GYRE_ENV };
  const topicArn = environment.INCIDENT_TOPIC_ARN;
  const told = await tellIncidents({ ...telling, topicArn }, asTheyAre(facts, changes), moment);
  const idsOf = (change: Changed['change']) =>
    changes.filter((own) => own.change === change).map(({ incident }) => incident.incidentId);
  return { opened: idsOf('opened'), updated: idsOf('updated'), closed: idsOf('closed'), told: [...told] };
};

async function readCoverage(place: ReportPlace, facts: IncidentFacts): Promise<Coverage | undefined> {
  const window = newestWindow(facts);
  return window === undefined
    ? undefined
    : coverageOf(facts, window, await readReport(place, window.reportKey));
}

function asTheyAre({ incidents }: IncidentFacts, changes: readonly Changed[]) {
  const changed = new Map(changes.map(({ incident }) => [incident.incidentId, incident]));
  const others = incidents.filter(({ incidentId }) => !changed.has(incidentId));
  return [...others, ...changed.values()];
}

export const handler = defineHandler({
  name: 'monitoring/update-incidents',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    notifier: snsNotifier,
  }),
  step: updateIncidents,
});
