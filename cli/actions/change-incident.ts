/** What a person does to an incident: one transition each, with a ledger event in the person's name. */
import { userInfo } from 'node:os';
import { incidentEvent } from '#core/monitoring/incidents/incident-event';
import { type Incident, incidentKey, incidentSchema } from '#core/monitoring/incidents/incident-record';
import { acknowledgeIncident, closeIncident } from '#core/monitoring/incidents/next-incident';
import { tellIncidents } from '#lambdas/common/tell-incidents';
import type { Registry } from '#ports/registry';
import type { CommandContext } from '../context.ts';

export interface ChangedIncident {
  readonly incident: Incident;
  /** False where it was so before: nothing was written, and nobody is told. */
  readonly isChanged: boolean;
}

/** A closed incident, or one that somebody has taken already, stays as it is. */
export async function acknowledge(
  context: CommandContext,
  incident: Incident,
  message: string | undefined,
): Promise<ChangedIncident> {
  const { registry } = await context.connect();
  const [by, moment] = [userInfo().username, momentOf(context)];
  return change(await registry(), incident, 'acknowledged', {
    ...{ by, asOf: moment.asOf },
    next: (now) =>
      now.status === 'open'
        ? acknowledgeIncident(now, { by, ...(message === undefined ? {} : { message }) }, moment)
        : undefined,
  });
}

/** Closing and telling are two steps: a message that does not go out stays with the incident for the next run. */
export async function close(
  context: CommandContext,
  incident: Incident,
  message: string,
): Promise<ChangedIncident> {
  const connection = await context.connect();
  const registry = await connection.registry();
  const [by, moment] = [userInfo().username, momentOf(context)];
  const changed = await change(registry, incident, 'closed', {
    ...{ by, asOf: moment.asOf },
    next: (now) =>
      now.status === 'closed'
        ? undefined
        : closeIncident(now, { how: 'closed-by-person', version: null, by, message }, moment),
  });
  if (!changed.isChanged) return changed;
  const notifier = await connection.notifier();
  const topicArn = connection.names.incidentTopicArn;
  const telling = { registry, notifier, topicArn, environment: context.environment(), actor: by };
  await tellIncidents(telling, [changed.incident], moment).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    context.warn(`closed, but people were not told (${reason}); the next run of monitoring tells them`);
  });
  return changed;
}

function momentOf(context: CommandContext) {
  return { asOf: context.asOf().toISOString(), at: new Date().toISOString() };
}

function change(
  registry: Registry,
  { model, incidentId }: Incident,
  what: 'acknowledged' | 'closed',
  facts: {
    readonly by: string;
    readonly asOf: string;
    readonly next: (now: Incident) => Incident | undefined;
  },
): Promise<ChangedIncident> {
  const sk = incidentKey(incidentId);
  return registry.transition<ChangedIncident>({ kind: 'model', name: model }, async (view) => {
    const item = await view.get(sk);
    const now = incidentSchema.parse(item?.data);
    const incident = facts.next(now);
    if (item === undefined || incident === undefined)
      return { unchanged: { incident: now, isChanged: false } };
    return {
      writes: [{ sk, entity: item.entity, data: incident, expect: { revision: item.revision } }],
      event: incidentEvent(what, incident, { actor: facts.by, asOf: facts.asOf }),
      result: { incident, isChanged: true },
    };
  });
}
