import type { ContenderEvidence, ContestEvidence } from './evaluate-contenders.ts';
import type { Clause } from './clause.ts';
import { clausesOf, type GatePolicy } from './gate-clauses.ts';
import { holmAdjust } from './holm.ts';
import { isLowerBetter } from './metrics.ts';

export type { Clause, GatePolicy };

/**
 * promoted: the candidate won. recalibrated: the champion's answers through a curve won. restored: a former champion won.
 * kept: nobody beat the champion and the candidate was not worse. refused: the candidate failed a clause and nobody else won.
 */
export type ContestOutcome = 'promoted' | 'recalibrated' | 'restored' | 'kept' | 'refused';

export interface ContestDecision {
  readonly outcome: ContestOutcome;
  readonly winner: string | undefined;
  /** Every clause of every challenger, by contender. */
  readonly clauses: readonly Clause[];
  /** Why the candidate did not win, in one line each; empty when it did. */
  readonly reasons: readonly string[];
}

/**
 * Decides a contest from its evidence alone: pure, independent of order, replayable.
 *
 * The champion has to be beaten, significantly, by whoever wants its place: Holm's adjustment covers the candidate,
 * the recalibrated champions and all former champions together. What has never served, the candidate and the recalibrated,
 * must besides pass a floor, not be worse, and score in time. Of those who pass everything the best value wins. NaN
 * never passes a clause.
 *
 * @param candidate name of the contender that was trained for this contest
 */
export function judgeContest(
  evidence: ContestEvidence,
  candidate: string,
  policy: GatePolicy,
): ContestDecision {
  const sorted = evidence.contenders.toSorted((a, b) => (a.contender < b.contender ? -1 : 1));
  const champion = sorted.find(({ contender }) => contender === evidence.champion);
  const challengers = sorted.filter(({ contender }) => contender !== evidence.champion);
  const adjusted = adjustedPValues(challengers);
  const judged = challengers.map((challenger) => ({
    challenger,
    clauses: clausesOf({
      ...{ evidence, challenger, champion, policy },
      adjustedPValue: adjusted.get(challenger.contender) ?? 1,
      isNew: challenger.contender === candidate || challenger.recalibratedBy !== undefined,
    }),
  }));
  const clauses = judged.flatMap((own) => own.clauses);
  const passing = judged.filter((own) => own.clauses.every(({ passed }) => passed));
  const winner = best(
    passing.map(({ challenger }) => challenger),
    evidence,
  );
  if (winner?.contender === candidate) {
    return { outcome: 'promoted', winner: candidate, clauses, reasons: [] };
  }
  const ofCandidate = clauses.filter(({ contender }) => contender === candidate);
  const failed = ofCandidate.filter(({ passed }) => !passed);
  const reasons = failed.map(({ name, explanation }) => `${name}: ${explanation}`);
  if (ofCandidate.length === 0) reasons.push(`absent: ${candidate} did not score the hold-out`);
  if (winner !== undefined) {
    const outdone = `outdone: ${winner.contender} reached ${winner.primary.value.toPrecision(4)}`;
    return {
      outcome: winner.recalibratedBy === undefined ? 'restored' : 'recalibrated',
      ...{ winner: winner.contender, clauses },
      reasons: reasons.length > 0 ? reasons : [outdone],
    };
  }
  // Not being better is no fault. A candidate that shows no other one leaves the champion in its place.
  const isOnlyNotBetter = reasons.length > 0 && failed.every(({ name }) => name === 'superiority');
  const outcome = ofCandidate.length > 0 && isOnlyNotBetter ? 'kept' : 'refused';
  return { outcome, winner: undefined, clauses, reasons };
}

function adjustedPValues(challengers: readonly ContenderEvidence[]): ReadonlyMap<string, number> {
  const compared = challengers.filter((challenger) => challenger.difference !== undefined);
  const adjusted = holmAdjust(compared.map((challenger) => challenger.difference?.pValue ?? 1));
  return new Map(compared.map((challenger, index) => [challenger.contender, adjusted[index] ?? 1]));
}

/** The best value wins; of equal ones the first by name, so that order never matters. */
function best(
  passing: readonly ContenderEvidence[],
  evidence: ContestEvidence,
): ContenderEvidence | undefined {
  const sign = isLowerBetter(evidence.metric) ? 1 : -1;
  return passing.toSorted(
    (a, b) => sign * (a.primary.value - b.primary.value) || (a.contender < b.contender ? -1 : 1),
  )[0];
}
