import type { RetrainRequest } from '../../retraining/retrain-records.ts';
import type { ReplayedAsk } from './replay-asks.ts';
import type { ReplayedVerdict } from './replayed-verdict.ts';

/** A window or day, what came of it, and what would have come of it. */
export interface ReplayLine extends ReplayedVerdict {
  readonly happenedAsk: ReplayedAsk;
  readonly replayedAsk: ReplayedAsk;
}

export interface ReplayTotals {
  readonly verdicts: number;
  /** Verdicts with another status, alarm or answer of the governor. */
  readonly differing: number;
  readonly alarms: Compared;
  readonly retrains: Compared;
}

interface Compared {
  readonly happened: number;
  readonly replayed: number;
}

/** What the governor did answer to a verdict, the first time or when it was asked again. */
export function happenedAsk(
  { kind, subject, version }: Pick<ReplayedVerdict, 'kind' | 'subject' | 'version'>,
  requests: readonly RetrainRequest[],
): ReplayedAsk {
  const own = requests.filter(({ championVersion }) => championVersion === version);
  const request = own.find((one) => one.cause === kind && one.subject === subject);
  if (request !== undefined && request.status !== 'not-now')
    return { answer: 'accepted', asOf: request.asOf };
  const joined = own.find(({ attached = [] }) =>
    attached.some((one) => one.cause === kind && one.subject === subject),
  );
  if (joined !== undefined) return { answer: 'attached', asOf: joined.asOf };
  if (request === undefined) return { answer: 'none' };
  return {
    answer: 'not-now',
    refusals: request.refusals.map(({ code, explanation }) => ({ code, explanation })),
  };
}

export function totalsOf(lines: readonly ReplayLine[]): ReplayTotals {
  const count = (is: (line: ReplayLine) => boolean) => lines.filter(is).length;
  return {
    verdicts: lines.length,
    differing: count(isDifferent),
    alarms: {
      happened: count(({ happened }) => happened.isConfirmed),
      replayed: count(({ replayed }) => replayed.isConfirmed),
    },
    retrains: {
      happened: count((line) => line.happenedAsk.answer === 'accepted'),
      replayed: count((line) => line.replayedAsk.answer === 'accepted'),
    },
  };
}

function isDifferent({ happened, replayed, happenedAsk: before, replayedAsk: now }: ReplayLine): boolean {
  return (
    happened.status !== replayed.status ||
    happened.isConfirmed !== replayed.isConfirmed ||
    before.answer !== now.answer
  );
}
