import type { Clause } from './clause.ts';
import type { ContenderEvidence, ContestEvidence } from './evaluate-contenders.ts';
import { FEWEST_BLOCKS } from './few-blocks.ts';
import { guardClauses, type GuardLimits } from './guard-clauses.ts';
import { isLowerBetter } from './metrics.ts';

/** What a project asks of a challenger: `evaluation.gate` of model.yaml. */
export interface GatePolicy extends GuardLimits {
  /** Family-wise one-sided error rate, e.g. 0.05. */
  readonly significance: number;
  /** How much worse than the champion a candidate may be, in percent of the champion's metric. */
  readonly nonInferiorityPercent: number;
  readonly minimumHoldoutRows: number;
  readonly maximumScoringTimeFactor: number;
}

/** Jobs this short are start-up and luck: their times say nothing about the model. */
const TIMING_NOISE_SECONDS = 10;

export interface ClauseFacts {
  readonly evidence: ContestEvidence;
  readonly challenger: ContenderEvidence;
  readonly champion: ContenderEvidence | undefined;
  /** One-sided p-value of the challenger against the champion, after Holm. */
  readonly adjustedPValue: number;
  /** It has never served: the candidate, or a recalibrated champion. */
  readonly isNew: boolean;
  readonly policy: GatePolicy;
}

/**
 * All clauses of one challenger. Without a champion (the first contest) those of a comparison fall away; they cannot
 * fall away because the champion was left out.
 */
export function clausesOf(facts: ClauseFacts): readonly Clause[] {
  const { evidence, challenger, champion } = facts;
  const alone = [holdout(facts), finite(facts), floor(facts), ...guardClauses(facts)];
  if (evidence.champion === undefined) return alone;
  const { contender } = challenger;
  if (champion !== undefined && !isSound(champion)) {
    const explanation = `the champion's answers have no finite ${evidence.metric}: whoever is sound is better`;
    return [...alone, { name: 'comparison', contender, value: 1, bound: 1, passed: true, explanation }];
  }
  if (champion === undefined || challenger.difference === undefined) {
    const explanation = `${evidence.champion} serves and could not stand: nobody can be shown to be better`;
    return [...alone, { name: 'comparison', contender, value: 0, bound: 1, passed: false, explanation }];
  }
  const { difference } = challenger;
  const compared = { ...facts, champion, difference };
  return [
    ...alone,
    ...(facts.isNew ? [nonInferiority(compared)] : []),
    scoringTime(compared),
    superiority(compared),
  ];
}

type Compared = ClauseFacts & {
  readonly champion: ContenderEvidence;
  readonly difference: NonNullable<ContenderEvidence['difference']>;
};

function isSound({ primary, metrics }: ContenderEvidence): boolean {
  return Number.isFinite(primary.value) && Object.values(metrics).every(Number.isFinite);
}

function holdout({ evidence, challenger, policy }: ClauseFacts): Clause {
  const { rows, blocks } = evidence;
  const { minimumHoldoutRows } = policy;
  return {
    ...{ name: 'holdout', contender: challenger.contender, value: rows, bound: minimumHoldoutRows },
    passed: rows >= minimumHoldoutRows && blocks >= FEWEST_BLOCKS,
    explanation: `${rows} rows in ${blocks} blocks, at least ${minimumHoldoutRows} rows in ${FEWEST_BLOCKS} blocks`,
  };
}

function finite({ challenger }: ClauseFacts): Clause {
  const { contender, primary } = challenger;
  return {
    ...{ name: 'finite', contender, value: primary.value, bound: Number.MAX_VALUE },
    passed: isSound(challenger),
    explanation: 'every metric must be a finite number',
  };
}

function floor({ evidence, challenger, policy }: ClauseFacts): Clause {
  const { pValue } = challenger.overNaive;
  return {
    ...{ name: 'floor', contender: challenger.contender, value: pValue, bound: policy.significance },
    passed: pValue <= policy.significance,
    explanation: `better than predicting ${evidence.naive.toPrecision(4)} for every row: p ${pValue.toPrecision(2)}`,
  };
}

function nonInferiority({ evidence, challenger, champion, difference, policy }: Compared): Clause {
  // How much worse it could be, at the pessimistic end of the interval; positive is worse.
  const worst = isLowerBetter(evidence.metric) ? difference.high : -difference.low;
  const margin = (Math.abs(champion.primary.value) * policy.nonInferiorityPercent) / 100;
  return {
    ...{ name: 'non-inferiority', contender: challenger.contender, value: worst, bound: margin },
    passed: worst <= margin,
    explanation: `difference to the champion ${shown(difference)}, may be worse by ${margin.toPrecision(3)} at most`,
  };
}

function scoringTime({ challenger, champion, policy }: Compared): Clause {
  const { contender, scoringSeconds } = challenger;
  const known = Math.max(champion.scoringSeconds, TIMING_NOISE_SECONDS);
  // An unknown time of the champion is not its challenger's fault; an unknown time of one's own is.
  const bound = Number.isNaN(known) ? Number.MAX_VALUE : known * policy.maximumScoringTimeFactor;
  const took = (seconds: number) => (Number.isNaN(seconds) ? 'an unknown time' : `${seconds.toFixed(1)} s`);
  return {
    ...{ name: 'scoring-time', contender, value: scoringSeconds, bound },
    passed: scoringSeconds <= bound,
    explanation: `scored the hold-out in ${took(scoringSeconds)}, the champion in ${took(champion.scoringSeconds)}`,
  };
}

function superiority({ evidence, challenger, difference, adjustedPValue, policy }: Compared): Clause {
  const isBetter = isLowerBetter(evidence.metric) ? difference.value < 0 : difference.value > 0;
  const { contender } = challenger;
  return {
    ...{ name: 'superiority', contender, value: adjustedPValue, bound: policy.significance },
    passed: adjustedPValue <= policy.significance && isBetter,
    explanation: `difference to the champion ${shown(difference)}, p ${adjustedPValue.toPrecision(2)} after Holm`,
  };
}

function shown({ value, low, high }: Compared['difference']): string {
  return `${value.toPrecision(3)} [${low.toPrecision(3)}, ${high.toPrecision(3)}]`;
}
