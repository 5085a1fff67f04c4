import type { Ending, Incident, IncidentCause } from './incident-record.ts';
import type { Judgement } from './judgements.ts';

/** The version that serves, and how it came to. */
export interface Serving {
  readonly version: number;
  readonly how: Extract<Ending['how'], 'promoted' | 'restored' | 'rolled-back'>;
}

/**
 * A release without a contest is a person's; one whose contest made the version is its first, any other brought it back.
 * @param alias   the champion's
 * @param madeBy  the contest that made the version
 * @example servingOf({ version: 2, contestId: 'ct-2' }, 'ct-2').how // 'promoted'
 * @example servingOf({ version: 1, contestId: 'ct-2' }, 'ct-1').how // 'restored'
 */
export function servingOf(
  { version, contestId }: { readonly version: number; readonly contestId?: string },
  madeBy: string,
): Serving {
  if (contestId === undefined) return { version, how: 'rolled-back' };
  return { version, how: contestId === madeBy ? 'promoted' : 'restored' };
}

export type IncidentDecision =
  | { readonly decision: 'nothing' }
  | { readonly decision: 'open'; readonly firstBad: string; readonly judgement: Judgement }
  | { readonly decision: 'update'; readonly incident: Incident; readonly judgement: Judgement }
  | {
      readonly decision: 'close';
      readonly incident: Incident;
      readonly ending: Pick<Ending, 'how' | 'version'>;
    };

const NOTHING: IncidentDecision = { decision: 'nothing' };

/**
 * What becomes of a model's incident of one cause, from all that was judged about the version that serves. It looks at
 * what is known and not at what came last, so judgements that come late, twice or in another order lead to the same,
 * and there is never a second open incident.
 *
 * An incident that was closed covers its judgements for good: what a person has closed, or another version has ended,
 * opens again only with a bad judgement of a later window or day. A judgement that was revised to bad after its
 * incident was closed opens nothing either; the alarm shows it, and the next window decides.
 *
 * @param facts.judgements of the serving version, by subject, see `driftJudgements`
 * @param facts.incidents  all of the model, of any cause and age
 */
export function decideIncident(facts: {
  readonly cause: IncidentCause;
  readonly serving: Serving;
  readonly judgements: readonly Judgement[];
  readonly incidents: readonly Incident[];
}): IncidentDecision {
  const { serving, judgements } = facts;
  const incidents = facts.incidents.filter(({ cause }) => cause === facts.cause);
  const open = incidents.find(({ status }) => status !== 'closed');
  if (open !== undefined && open.version !== serving.version)
    return { decision: 'close', incident: open, ending: { how: serving.how, version: serving.version } };
  const newest = judgements.at(-1);
  if (newest === undefined) return NOTHING;
  if (open === undefined) return opening(newest, judgements, lastCovered(incidents, serving.version));
  if (!isAfter(newest, open.last)) return NOTHING;
  if (newest.isBad) return { decision: 'update', incident: open, judgement: newest };
  return { decision: 'close', incident: open, ending: { how: 'back-to-normal', version: null } };
}

function opening(newest: Judgement, judgements: readonly Judgement[], covered: string): IncidentDecision {
  if (!newest.isConfirmed || newest.subject <= covered) return NOTHING;
  const lastGood = judgements.findLastIndex(({ isBad, subject }) => !isBad || subject <= covered);
  const firstBad = judgements[lastGood + 1]?.subject ?? newest.subject;
  return { decision: 'open', firstBad, judgement: newest };
}

function lastCovered(incidents: readonly Incident[], version: number): string {
  const subjects = incidents.filter((one) => one.version === version).map(({ last }) => last.subject);
  return subjects.sort().at(-1) ?? '';
}

function isAfter(judgement: Judgement, last: Incident['last']): boolean {
  if (judgement.subject !== last.subject) return judgement.subject > last.subject;
  return judgement.revision > last.revision;
}
