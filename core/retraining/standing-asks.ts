import type { AlarmCause } from '../monitoring/alarm-name.ts';
import { newestFor, type QualityItem, type WindowItem } from '../monitoring/monitoring-records.ts';
import { identify } from '../registry/identify.ts';
import type { Refusal } from './governor.ts';
import type { RetrainRequest } from './retrain-records.ts';

/** A verdict that stands: the newest of its kind on the version that serves says that something is wrong. */
export interface StandingVerdict {
  readonly cause: AlarmCause;
  /** What the ask is about: the window's start, or the day of the judgement. */
  readonly subject: string;
  /** Event time of the judgement. */
  readonly asOf: string;
}

/** @returns the verdicts that stand, drift first */
export function standingVerdicts(
  version: number,
  windows: readonly WindowItem[],
  quality: readonly QualityItem[],
): readonly StandingVerdict[] {
  const drift = newestFor(windows, version);
  const breach = newestFor(quality, version);
  return [
    ...(drift?.isConfirmed === true
      ? [{ cause: 'drift' as const, subject: drift.start.slice(0, 10), asOf: drift.asOf }]
      : []),
    ...(breach?.isConfirmed === true
      ? [{ cause: 'quality' as const, subject: breach.day, asOf: breach.asOf }]
      : []),
  ];
}

/** One request per fingerprint, whoever asks and however often. */
export function requestIdOf(fingerprint: {
  readonly model: string;
  readonly championVersion: number | null;
  readonly cause: string;
  readonly subject: string;
}): string {
  const { model, championVersion, cause, subject } = fingerprint;
  return identify('rr', { model, championVersion, cause, subject });
}

export interface AskAgain extends StandingVerdict {
  /** When policy is to decide: the verdict's time for a first ask, now for a repeated one. */
  readonly decideAsOf: string;
}

/**
 * What nobody else will ask: verdicts that stand and have no request although their alarm had its time or could not
 * change its state, and refused requests whose reasons to wait are over. A failed contest is asked for again, once a
 * day of event time, until one has answered or policy says otherwise.
 *
 * @param facts.silent causes whose alarm already showed ALARM before the verdict: no notification comes
 */
export function asksDue(facts: {
  readonly model: string;
  readonly version: number;
  readonly asOf: string;
  readonly verdicts: readonly StandingVerdict[];
  readonly requests: readonly RetrainRequest[];
  readonly labelledRows: number;
  readonly silent: readonly string[];
}): readonly AskAgain[] {
  if (facts.requests.some(({ status }) => status === 'accepted')) return [];
  return facts.verdicts.flatMap((verdict): AskAgain[] => {
    const fingerprint = { model: facts.model, championVersion: facts.version, cause: verdict.cause };
    const request = facts.requests.find(
      ({ requestId }) => requestId === requestIdOf({ ...fingerprint, subject: verdict.subject }),
    );
    if (request === undefined) {
      // An alarm takes a moment to tell; a verdict of an earlier tick has had it.
      const isLate = Date.parse(verdict.asOf) < Date.parse(facts.asOf);
      return isLate || facts.silent.includes(verdict.cause) ? [{ ...verdict, decideAsOf: verdict.asOf }] : [];
    }
    if (request.status === 'ended') return request.outcome === 'failed' ? askOnceMore(verdict, facts) : [];
    const holds = request.refusals.every(({ retryWhen }) => isOver(retryWhen, facts));
    return holds ? [{ ...verdict, decideAsOf: facts.asOf }] : [];
  });
}

/** Nothing when it was asked again today already, or when a contest that was asked for again has answered. */
function askOnceMore(
  verdict: StandingVerdict,
  facts: {
    readonly version: number;
    readonly asOf: string;
    readonly requests: readonly RetrainRequest[];
  },
): AskAgain[] {
  const prefix = `${verdict.subject} again `;
  const subject = `${prefix}${facts.asOf.slice(0, 10)}`;
  const isAnswered = facts.requests.some(
    (request) =>
      request.cause === verdict.cause &&
      request.championVersion === facts.version &&
      request.subject.startsWith(prefix) &&
      (request.subject === subject || (request.status === 'ended' && request.outcome !== 'failed')),
  );
  return isAnswered ? [] : [{ ...verdict, subject, decideAsOf: facts.asOf }];
}

function isOver(
  retryWhen: Refusal['retryWhen'],
  facts: { readonly asOf: string; readonly labelledRows: number },
): boolean {
  switch (retryWhen.kind) {
    case 'time':
      return Date.parse(facts.asOf) > Date.parse(retryWhen.after);
    case 'labelled-rows':
      return facts.labelledRows >= retryWhen.atLeast;
    case 'request-ends':
      return true;
    case 'person':
      return false;
  }
}
