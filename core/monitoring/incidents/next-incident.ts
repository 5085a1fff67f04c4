import { type Incident, incidentIdOf, type IncidentCause, type NoticeKind } from './incident-record.ts';
import type { Ending, IncidentFeature } from './incident-record.ts';
import type { Judgement } from './judgements.ts';
import { type LoopFacts, proposeAction } from './propose-action.ts';
import { similarIncidents } from './similar-incidents.ts';

/** What a judgement says beside its verdict. */
export interface Evidence {
  readonly severity: number;
  /** By impact. */
  readonly features: readonly IncidentFeature[];
  readonly past: readonly Incident[];
  readonly loop: LoopFacts;
}

/** When something happens: as of an event time, at a wall time. */
export interface Moment {
  readonly asOf: string;
  readonly at: string;
}

/** So much worse than what people were told last is worth telling. */
const TELLING_RATIO = 1.25;
/** As many of the first features are told; another set of them is news. */
const TOLD_FEATURES = 3;

export function openIncident(
  found: {
    readonly model: string;
    readonly cause: IncidentCause;
    readonly version: number;
    readonly firstBad: string;
    readonly judgement: Judgement;
  },
  evidence: Evidence,
  moment: Moment,
): Incident {
  const { model, cause, version, firstBad, judgement } = found;
  const incidentId = incidentIdOf({ model, cause, version, firstBad });
  const features = [...evidence.features];
  const similar = [...similarIncidents({ incidentId, cause, features }, evidence.past)];
  const last = lastOf(judgement, evidence.severity);
  return {
    ...{ incidentId, model, cause, version, firstBad, status: 'open' },
    ...{
      openedAsOf: moment.asOf,
      openedAt: moment.at,
      last,
      worstSeverity: evidence.severity,
      judgements: 1,
    },
    ...{ features, similar },
    proposal: proposeAction({ model, cause, version, last, features, similar }, evidence.loop),
    told: toldOf(last.severity, features, moment),
    outbox: [notice('opened', moment)],
  };
}

/** Another judgement of the same trouble. People hear of it when it is news, and once a day of event time at most. */
export function updateIncident(
  incident: Incident,
  judgement: Judgement,
  evidence: Evidence,
  moment: Moment,
): Incident {
  const features = [...evidence.features];
  const similar = [...similarIncidents({ ...incident, features }, evidence.past)];
  const last = lastOf(judgement, evidence.severity);
  const isFurther = last.subject > incident.last.subject;
  const isTold =
    isNews(incident, { last, features }) && moment.asOf.slice(0, 10) > incident.told.asOf.slice(0, 10);
  return {
    ...incident,
    ...{ last, features, similar, judgements: incident.judgements + (isFurther ? 1 : 0) },
    worstSeverity: Math.max(incident.worstSeverity, evidence.severity),
    proposal: proposeAction({ ...incident, last, features, similar }, evidence.loop),
    told: isTold ? toldOf(last.severity, features, moment) : incident.told,
    outbox: isTold ? [...incident.outbox, notice('updated', moment)] : incident.outbox,
  };
}

/** Its last judgement stays: it is what the incident has covered. */
export function closeIncident(
  incident: Incident,
  ending: Omit<Ending, 'asOf' | 'at'>,
  moment: Moment,
): Incident {
  return {
    ...incident,
    status: 'closed',
    ended: { ...ending, asOf: moment.asOf, at: moment.at },
    outbox: [...incident.outbox, notice('closed', moment)],
  };
}

/** Somebody has seen it and takes care. */
export function acknowledgeIncident(
  incident: Incident,
  { by, message }: { readonly by: string; readonly message?: string },
  moment: Moment,
): Incident {
  const acknowledged = { by, at: moment.at, ...(message === undefined ? {} : { message }) };
  return { ...incident, status: 'acknowledged', acknowledged };
}

/** A message that no run has sent for so long has lost the run that was to send it. */
const SENDER_MINUTES = 10;

/**
 * The messages of an incident that are to be sent now by a run as of a moment: its own, and those whose run has died.
 * The transition that wrote a message decides who sends it, so two runs at a time do not send it twice.
 */
export function noticesDue({ outbox }: Incident, { asOf, at }: Moment): Incident['outbox'] {
  const oldest = Date.parse(at) - SENDER_MINUTES * 60_000;
  return outbox.filter((own) => own.asOf === asOf || Date.parse(own.at) <= oldest);
}

/** Without the messages that were sent. */
export function withoutNotices(incident: Incident, sent: Incident['outbox']): Incident {
  const isSent = (own: Incident['outbox'][number]) =>
    sent.some(({ kind, asOf }) => kind === own.kind && asOf === own.asOf);
  return { ...incident, outbox: incident.outbox.filter((own) => !isSent(own)) };
}

function lastOf({ subject, revision, status, reason, asOf, reportKey }: Judgement, severity: number) {
  return { subject, revision, status, reason, severity, asOf, reportKey };
}

function toldOf(severity: number, features: readonly IncidentFeature[], { asOf }: Moment): Incident['told'] {
  return { asOf, severity, features: namesOf(features) };
}

function isNews(incident: Incident, { last, features }: Pick<Incident, 'last' | 'features'>): boolean {
  const names = namesOf(features);
  return (
    last.subject > incident.last.subject ||
    last.severity >= TELLING_RATIO * incident.told.severity ||
    names.some((name) => !incident.told.features.includes(name))
  );
}

function namesOf(features: readonly IncidentFeature[]): string[] {
  return features.slice(0, TOLD_FEATURES).map(({ feature }) => feature);
}

function notice(kind: NoticeKind, { asOf, at }: Moment): Incident['outbox'][number] {
  return { kind, asOf, at };
}
