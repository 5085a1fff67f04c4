import { isLowerBetter } from './metrics.ts';

import type { ContenderEvidence, ContestEvidence } from './evaluate-contenders.ts';
import { holmAdjust } from './holm.ts';

export interface GatePolicy {
  /** Family-wise one-sided error rate. */
  readonly significance: number;
  readonly nonInferiorityPercent: number;
  readonly minimumHoldoutRows: number;
  readonly maximumScoringTimeFactor: number;
}

export interface Clause {
  readonly name: 'holdout' | 'finite' | 'floor' | 'non-inferiority' | 'superiority' | 'scoring-time';
  readonly contender: string;
  readonly value: number;
  readonly bound: number;
  readonly passed: boolean;
  readonly explanation: string;
}

/**
 * promoted: the candidate won. restored: a former champion won (and the candidate did not). kept: nobody beat the
 * champion and the candidate was not worse. refused: the candidate failed a clause and nobody else won.
 */
export type ContestOutcome = 'promoted' | 'restored' | 'kept' | 'refused';

export interface ContestDecision {
  readonly outcome: ContestOutcome;
  readonly winner: string | undefined;
  readonly clauses: readonly Clause[];
  /** Why the candidate did not win, in one line each; empty when it did. */
  readonly reasons: readonly string[];
}

/** Two blocks say something about spread; fewer say nothing. */
const FEWEST_BLOCKS = 2;

/**
 * Decides a contest from its evidence alone: pure, independent of order, replayable.
 *
 * The champion has to be beaten, significantly, by whoever wants its place: Holm's adjustment covers the candidate
 * and all former champions together. The candidate must besides pass a floor, not be worse, and score in time. NaN
 * never passes a clause.
 */
export function judgeContest(
  evidence: ContestEvidence,
  candidate: string,
  policy: GatePolicy,
): ContestDecision {
  const byName = new Map(evidence.contenders.map((contender) => [contender.contender, contender]));
  const champion = evidence.champion === undefined ? undefined : byName.get(evidence.champion);
  const challengers = evidence.contenders.filter(({ contender }) => contender !== evidence.champion);
  const adjusted = adjustedPValues(challengers);
  const clauses: Clause[] = [];
  const passing: ContenderEvidence[] = [];
  for (const challenger of challengers) {
    const own = challengerClauses(
      evidence,
      challenger,
      champion,
      adjusted.get(challenger.contender) ?? 1,
      candidate,
      policy,
    );
    clauses.push(...own);
    if (own.every((clause) => clause.passed)) passing.push(challenger);
  }
  const winner = best(passing, evidence);
  const ofCandidate = clauses.filter((clause) => clause.contender === candidate);
  const failed = ofCandidate.filter((clause) => !clause.passed);
  const reasons = failed.map((clause) => `${clause.name}: ${clause.explanation}`);
  if (winner !== undefined) {
    const isCandidate = winner.contender === candidate;
    const outcome = isCandidate ? 'promoted' : 'restored';
    return { outcome, winner: winner.contender, clauses, reasons: isCandidate ? [] : reasons };
  }
  const isOnlyNotBetter = failed.every((clause) => clause.name === 'superiority');
  const outcome = champion !== undefined && isOnlyNotBetter && ofCandidate.length > 0 ? 'kept' : 'refused';
  return { outcome, winner: undefined, clauses, reasons };
}

function adjustedPValues(challengers: readonly ContenderEvidence[]): ReadonlyMap<string, number> {
  const compared = challengers.filter((challenger) => challenger.difference !== undefined);
  const adjusted = holmAdjust(compared.map((challenger) => challenger.difference?.pValue ?? 1));
  return new Map(compared.map((challenger, index) => [challenger.contender, adjusted[index] ?? 1]));
}

function challengerClauses(
  evidence: ContestEvidence,
  challenger: ContenderEvidence,
  champion: ContenderEvidence | undefined,
  adjustedPValue: number,
  candidate: string,
  policy: GatePolicy,
): Clause[] {
  const { contender } = challenger;
  const clauses: Clause[] = [
    {
      ...{ name: 'holdout', contender, value: evidence.rows, bound: policy.minimumHoldoutRows },
      passed: evidence.rows >= policy.minimumHoldoutRows && evidence.blocks >= FEWEST_BLOCKS,
      explanation: `${evidence.rows} rows in ${evidence.blocks} blocks, at least ${policy.minimumHoldoutRows} rows in ${FEWEST_BLOCKS} blocks`,
    },
    {
      ...{ name: 'finite', contender, value: challenger.primary.value, bound: Number.MAX_VALUE },
      passed:
        Number.isFinite(challenger.primary.value) && Object.values(challenger.metrics).every(Number.isFinite),
      explanation: 'every metric must be a finite number',
    },
    {
      ...{ name: 'floor', contender, value: challenger.overNaive.pValue, bound: policy.significance },
      passed: challenger.overNaive.pValue <= policy.significance,
      explanation: `better than predicting ${evidence.naive.toPrecision(4)} for every row: p ${challenger.overNaive.pValue.toPrecision(2)}`,
    },
  ];
  if (champion === undefined || challenger.difference === undefined) return clauses;
  const { difference } = challenger;
  const isLower = isLowerBetter(evidence.metric);
  // How much worse it could be, at the pessimistic end of the interval; positive is worse.
  const worst = isLower ? difference.high : -difference.low;
  const margin = (Math.abs(champion.primary.value) * policy.nonInferiorityPercent) / 100;
  const shown = `${difference.value.toPrecision(3)} [${difference.low.toPrecision(3)}, ${difference.high.toPrecision(3)}]`;
  if (contender === candidate) {
    clauses.push({
      ...{ name: 'non-inferiority', contender, value: worst, bound: margin },
      passed: worst <= margin,
      explanation: `difference to the champion ${shown}, may be worse by ${margin.toPrecision(3)} at most`,
    });
  }
  const timeBound = champion.scoringSeconds * policy.maximumScoringTimeFactor;
  clauses.push(
    {
      ...{ name: 'scoring-time', contender, value: challenger.scoringSeconds, bound: timeBound },
      passed: challenger.scoringSeconds <= timeBound,
      explanation: `scored the hold-out in ${challenger.scoringSeconds.toFixed(1)} s, the champion in ${champion.scoringSeconds.toFixed(1)} s`,
    },
    {
      ...{ name: 'superiority', contender, value: adjustedPValue, bound: policy.significance },
      passed:
        adjustedPValue <= policy.significance && (isLower ? difference.value < 0 : difference.value > 0),
      explanation: `difference to the champion ${shown}, p ${adjustedPValue.toPrecision(2)} after Holm`,
    },
  );
  return clauses;
}

/** The best value wins; of equal ones the first by name, so that order never matters. */
function best(
  passing: readonly ContenderEvidence[],
  evidence: ContestEvidence,
): ContenderEvidence | undefined {
  const sign = isLowerBetter(evidence.metric) ? 1 : -1;
  return [...passing].sort(
    (a, b) => sign * (a.primary.value - b.primary.value) || (a.contender < b.contender ? -1 : 1),
  )[0];
}
