import { better, counted, figure } from '../../monitoring/figures.ts';
import type { Markup } from '../../monitoring/html.ts';
import { chip, type Tone } from '../../monitoring/report/chip.ts';
import type { EvidenceDocument } from '../evidence-document.ts';
import type { ContestOutcome } from '../gate.ts';
import type { StoredDecision } from '../stored-decision.ts';

const CHIPS: Readonly<Record<ContestOutcome, readonly [tone: Tone, text: string]>> = {
  promoted: ['good', '▲ promoted'],
  recalibrated: ['good', '◆ recalibrated'],
  restored: ['other', '↺ restored'],
  kept: ['calm', '● kept'],
  refused: ['bad', '✕ refused'],
};

export function outcomeChip(outcome: ContestOutcome): Markup {
  return chip(...CHIPS[outcome]);
}

export function outcomeTone(outcome: ContestOutcome): Tone {
  return CHIPS[outcome][0];
}

/** What the contest decided, in one sentence. */
export function contestSentence({ evidence, contest }: EvidenceDocument, decision: StoredDecision): string {
  const { metric, contenders, champion } = evidence;
  const { outcome } = decision;
  const winner = contenders.find(({ contender }) => contender === decision.winner);
  const champions = champion ?? 'the champion';
  switch (outcome) {
    case 'promoted':
    case 'recalibrated':
    case 'restored': {
      const who = `${decision.winner ?? contest.candidateId} ${outcome === 'restored' ? 'comes back' : 'takes over'}`;
      if (winner === undefined) return who;
      const value = figure(winner.primary.value);
      if (winner.difference === undefined)
        return champion === undefined
          ? `${who} as the first champion: ${metric} ${value}`
          : `${who}: ${metric} ${value}; ${champion} could not stand`;
      const way = better(metric) === 'lower' ? 'below' : 'above';
      return `${who}: ${metric} ${value} is ${figure(Math.abs(winner.difference.value))} ${way} that of ${winner.difference.opponent}`;
    }
    case 'kept':
      return `${champions} stays: nobody of ${counted(contenders.length - 1, 'challenger')} was shown to be better`;
    case 'refused': {
      const failed = decision.clauses.filter(
        ({ contender, passed }) => contender === contest.candidateId && !passed,
      );
      const stays = champion === undefined ? 'no champion yet' : `${champion} stays`;
      return failed.length === 0
        ? `${contest.candidateId} is refused; ${stays}`
        : `${contest.candidateId} is refused by ${failed.map(({ name }) => name).join(', ')}; ${stays}`;
    }
  }
}
