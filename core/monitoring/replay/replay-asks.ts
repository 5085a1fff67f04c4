import type { CompiledModel } from '../../config/compiled-model.ts';
import type { ManifestObject } from '../../data/manifest.ts';
import { decideRetrain, type ModelState, type Refusal } from '../../retraining/governor.ts';
import type { ReplayedVerdict } from './replayed-verdict.ts';

/** What the governor would have answered to a confirmed verdict. */
export type ReplayedAsk =
  | { readonly answer: 'none' }
  | { readonly answer: 'accepted'; readonly asOf: string }
  /** A contest that another verdict asked for is the answer to this one, too. */
  | { readonly answer: 'attached'; readonly asOf: string }
  | {
      readonly answer: 'not-now';
      readonly refusals: readonly { readonly code: string; readonly explanation: string }[];
    };

export interface AskFacts {
  /** In any order. */
  readonly verdicts: readonly ReplayedVerdict[];
  /** Newest row that the contest of each version judged it on. */
  readonly holdoutEnds: ReadonlyMap<number, string>;
  /**
   * Event times of contests that stay as they were: those before, and those that no verdict asked for. Later
   * verdicts find them in cooldown and budget.
   */
  readonly acceptedAt: readonly string[];
  /** Of the newest version of the dataset: the labelled rows of any moment are those before it. */
  readonly objects: readonly Pick<ManifestObject, 'rows' | 'minEventTime' | 'maxEventTime'>[];
  readonly policy: CompiledModel['retraining'] & { readonly minimumRows: number };
}

/** A version of which nothing is known was judged on nothing: every row is news to it. */
const NO_HOLDOUT = '1970-01-01T00:00:00.000Z';

interface Turn {
  readonly at: number;
  readonly index: number;
}

/**
 * Plays the asks of confirmed verdicts through the governor, in order of event time: cooldown, new labels and budget
 * as they would have stood. What is refused asks again when its reasons are over, as long as its verdict stands, that
 * is until the next one of its kind.
 *
 * Which versions served is taken as it was: what a contest that was never held would have brought, nobody knows.
 * Contests end at once and without failure here, so that neither an open request nor the breaker refuses anything.
 * @returns one answer a verdict, in the order given
 */
export function replayAsks(facts: AskFacts): readonly ReplayedAsk[] {
  const { verdicts } = facts;
  const accepted = facts.acceptedAt.map((asOf) => ({ asOf, version: undefined as number | undefined }));
  const answers = verdicts.map((): ReplayedAsk => ({ answer: 'none' }));
  const turns = verdicts.flatMap(({ replayed, asOf }, index): Turn[] =>
    replayed.isConfirmed ? [{ at: Date.parse(asOf), index }] : [],
  );
  for (let turn = earliest(turns); turn !== undefined; turn = earliest(turns)) {
    turns.splice(turns.indexOf(turn), 1);
    const verdict = verdicts[turn.index];
    if (verdict === undefined) continue;
    const asOf = new Date(turn.at).toISOString();
    const answered = accepted.find(
      (contest) =>
        contest.version === verdict.version && Date.parse(contest.asOf) >= Date.parse(verdict.asOf),
    );
    if (answered !== undefined) {
      answers[turn.index] = { answer: 'attached', asOf: answered.asOf };
      continue;
    }
    const ask = { cause: verdict.kind, asOf };
    const decision = decideRetrain(ask, stateAt(asOf, verdict, accepted, facts), facts.policy);
    if (decision.decision === 'accept') {
      answers[turn.index] = { answer: 'accepted', asOf };
      accepted.push({ asOf, version: verdict.version });
      continue;
    }
    answers[turn.index] = { answer: 'not-now', refusals: decision.refusals };
    const again = askAgainAt(decision.refusals, facts);
    if (again > turn.at && again < standsUntil(verdict, verdicts))
      turns.push({ at: again, index: turn.index });
  }
  return answers;
}

function earliest(turns: readonly Turn[]): Turn | undefined {
  return turns.toSorted((a, b) => a.at - b.at || a.index - b.index)[0];
}

function stateAt(
  asOf: string,
  { version }: ReplayedVerdict,
  accepted: readonly { readonly asOf: string }[],
  { holdoutEnds, objects }: AskFacts,
): ModelState {
  const holdoutEnd = holdoutEnds.get(version) ?? NO_HOLDOUT;
  const known = objects.filter(({ maxEventTime }) => Date.parse(maxEventTime) < Date.parse(asOf));
  const rows = (some: typeof known) => some.reduce((sum, object) => sum + object.rows, 0);
  return {
    champion: { version, holdoutEnd },
    labelledRows: rows(known),
    newLabelledRows: rows(
      known.filter(({ minEventTime }) => Date.parse(minEventTime) >= Date.parse(holdoutEnd)),
    ),
    acceptedAt: accepted.map((contest) => contest.asOf).sort(),
    failuresInARow: 0,
  };
}

/** @returns the first moment at which all reasons are over; Infinity when only a person can end one */
function askAgainAt(refusals: readonly Refusal[], { objects }: AskFacts): number {
  return Math.max(
    ...refusals.map(({ retryWhen }) => {
      if (retryWhen.kind === 'time') return Date.parse(retryWhen.after) + 1;
      return retryWhen.kind === 'labelled-rows' ? rowsReachedAt(retryWhen.atLeast, objects) : Infinity;
    }),
  );
}

function rowsReachedAt(atLeast: number, objects: AskFacts['objects']): number {
  let sum = 0;
  for (const { rows, maxEventTime } of objects.toSorted((a, b) =>
    a.maxEventTime < b.maxEventTime ? -1 : 1,
  )) {
    sum += rows;
    if (sum >= atLeast) return Date.parse(maxEventTime) + 1;
  }
  return Infinity;
}

/** A verdict stands until the next one of its kind. */
function standsUntil({ kind, asOf }: ReplayedVerdict, verdicts: readonly ReplayedVerdict[]): number {
  const later = verdicts
    .filter((other) => other.kind === kind && Date.parse(other.asOf) > Date.parse(asOf))
    .map((other) => Date.parse(other.asOf));
  return Math.min(Infinity, ...later);
}
