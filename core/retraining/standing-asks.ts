import { answeredBy, againPrefix } from './answered-by.ts';
import type { FirstAsk } from './first-ask.ts';
import type { Refusal } from './governor.ts';
import { requestIdOf } from './request-id.ts';
import type { RetrainRequest } from './retrain-records.ts';
import type { StandingVerdict } from './standing-verdicts.ts';

/** What asks for a contest as long as nobody has answered it. */
export type StandingAsk = StandingVerdict | FirstAsk;

export interface AskAgain {
  readonly cause: StandingAsk['cause'];
  readonly subject: string;
  /** When policy is to decide: the ask's own moment for a first time, now for a repetition. */
  readonly decideAsOf: string;
}

interface Facts {
  readonly model: string;
  /** The version that serves; null before the first. */
  readonly version: number | null;
  readonly asOf: string;
  readonly standing: readonly StandingAsk[];
  readonly requests: readonly RetrainRequest[];
  readonly labelledRows: number;
  /** Causes whose alarm already showed ALARM before the verdict: no notification comes. */
  readonly silent: readonly string[];
}

/**
 * What nobody else will ask: what stands and has no request although its message had its time or could not come, and
 * refused requests whose reasons to wait are over. A failed contest is asked for again, once a day of event time,
 * until one has answered or policy says otherwise.
 */
export function asksDue(facts: Facts): readonly AskAgain[] {
  if (facts.requests.some(({ status }) => status === 'accepted')) return [];
  return facts.standing.flatMap((ask) => askDue(ask, facts));
}

function askDue(ask: StandingAsk, facts: Facts): readonly AskAgain[] {
  const { requests, version } = facts;
  if (ask.cause !== 'first' && answeredBy(requests, version, ask) !== undefined) return [];
  const { cause, subject } = ask;
  const requestId = requestIdOf({ model: facts.model, championVersion: version, cause, subject });
  const request = requests.find((one) => one.requestId === requestId);
  if (request === undefined) {
    // A message takes a moment; one that was sent before an earlier tick has had it.
    const isLate = Date.parse(ask.asOf) < Date.parse(facts.asOf);
    return isLate || facts.silent.includes(cause) ? [{ cause, subject, decideAsOf: ask.asOf }] : [];
  }
  if (request.status === 'ended') return request.outcome === 'failed' ? askOnceMore(ask, facts) : [];
  const holds = request.refusals.every(({ retryWhen }) => isOver(retryWhen, ask, facts));
  return holds ? [{ cause, subject, decideAsOf: facts.asOf }] : [];
}

/** Nothing when it was asked again today already, or when a contest that was asked for again has answered. */
function askOnceMore({ cause, subject }: StandingAsk, { requests, version, asOf }: Facts): AskAgain[] {
  const prefix = againPrefix(subject);
  const today = `${prefix}${asOf.slice(0, 10)}`;
  const isAnswered = requests.some(
    (request) =>
      request.cause === cause &&
      request.championVersion === version &&
      request.subject.startsWith(prefix) &&
      (request.subject === today || (request.status === 'ended' && request.outcome !== 'failed')),
  );
  return isAnswered ? [] : [{ cause, subject: today, decideAsOf: asOf }];
}

function isOver(retryWhen: Refusal['retryWhen'], ask: StandingAsk, facts: Facts): boolean {
  switch (retryWhen.kind) {
    case 'time':
      return Date.parse(facts.asOf) > Date.parse(retryWhen.after);
    case 'labelled-rows':
      // A first ask stands only where the rows suffice for what is deployed now, whatever was asked for then.
      return ask.cause === 'first' || facts.labelledRows >= retryWhen.atLeast;
    case 'request-ends':
      return true;
    case 'person':
      return false;
  }
}
