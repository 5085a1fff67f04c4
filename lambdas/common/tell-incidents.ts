import { incidentEvent } from '#core/monitoring/incidents/incident-event';
import { incidentMessage } from '#core/monitoring/incidents/incident-message';
import { type Incident, incidentSchema, incidentKey } from '#core/monitoring/incidents/incident-record';
import { type Moment, noticesDue, withoutNotices } from '#core/monitoring/incidents/next-incident';
import type { Notifier } from '#ports/notifier';
import type { Registry } from '#ports/registry';

export interface Telling {
  readonly registry: Registry;
  readonly notifier: Notifier;
  readonly topicArn: string;
  readonly environment: string;
  readonly actor: string;
}

/**
 * Sends what the incidents still have to say, then writes down that it was sent.
 *
 * The transition that put a message into the outbox decides who sends it, so a repeat finds it empty and is silent. Only
 * a run that dies between sending and writing down tells twice: the same text under the same id, as the topic itself
 * may deliver it twice. The other order would lose a message instead.
 *
 * @returns kind and id of each message
 */
export async function tellIncidents(
  { registry, notifier, topicArn, environment, actor }: Telling,
  incidents: readonly Incident[],
  moment: Moment,
): Promise<readonly string[]> {
  const told: string[] = [];
  for (const incident of incidents) {
    const due = noticesDue(incident, moment);
    for (const { kind } of due) {
      const { incidentId, model, cause } = incident;
      await notifier.tell(topicArn, {
        ...incidentMessage(kind, incident, environment),
        attributes: { environment, model, cause, change: kind, incident: incidentId },
      });
      told.push(`${kind} ${incidentId}`);
    }
    if (due.length > 0) await clearOutbox(registry, incident, due, { actor, asOf: moment.asOf });
  }
  return told;
}

function clearOutbox(
  registry: Registry,
  { model, incidentId }: Incident,
  sent: Incident['outbox'],
  facts: { readonly actor: string; readonly asOf: string },
): Promise<void> {
  return registry.transition({ kind: 'model', name: model }, async (view) => {
    const item = await view.get(incidentKey(incidentId));
    if (item === undefined) return { unchanged: undefined };
    const before = incidentSchema.parse(item.data);
    const incident = withoutNotices(before, sent);
    if (incident.outbox.length === before.outbox.length) return { unchanged: undefined };
    return {
      writes: [{ sk: item.sk, entity: item.entity, data: incident, expect: { revision: item.revision } }],
      event: incidentEvent('told', incident, facts),
      result: undefined,
    };
  });
}
