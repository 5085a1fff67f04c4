import type { ReplayedAsk } from '#core/monitoring/replay/replay-asks';
import type { ReplayLine } from '#core/monitoring/replay/replay-report';
import type { Said } from '#core/monitoring/replay/replayed-verdict';
import type { Paper } from '../output.ts';
import type { DriftReplay } from './replay-drift.ts';

/** Replays for people, model by model: one line a window or day, then what it comes to. */
export function drawDriftReplays(
  { replays }: { readonly replays: readonly DriftReplay[] },
  paper: Paper,
): string {
  if (replays.length === 0) return 'no window was judged yet: one has to close, and a tick to come';
  return replays.map((replay) => drawReplay(replay, paper)).join('\n\n');
}

function drawReplay(replay: DriftReplay, paper: Paper): string {
  const { model, policy, since, lines, totals } = replay;
  if (lines.length === 0) return `nothing of ${model} was judged since ${since.slice(0, 10)}`;
  const table = paper.table<ReplayLine>(
    [
      { title: 'WINDOW', value: ({ kind, subject }) => `${kind} ${subject}` },
      { title: 'VERSION', value: ({ version }) => `v${version}` },
      { title: 'HAPPENED', value: ({ happened, happenedAsk }) => outcomeOf(happened, happenedAsk) },
      { title: 'WOULD HAVE', value: ({ replayed, replayedAsk }) => outcomeOf(replayed, replayedAsk) },
      { title: 'DIFFERS', value: differencesOf },
    ],
    lines,
  );
  const { alarms, retrains } = totals;
  const sums = `${change(alarms, 'alarm')}, ${change(retrains, 'retrain')}; ${totals.differing} of ${totals.verdicts} verdicts differ`;
  const counts = `alarms ${alarms.happened} -> ${alarms.replayed}, retrains ${retrains.happened} -> ${retrains.replayed}`;
  return [
    `${paper.heading(model)}  since ${since.slice(0, 10)}, by ${policy}`,
    table,
    `${sums} (${counts})\n${measured(replay)}`,
  ].join('\n\n');
}

function outcomeOf({ status, isConfirmed }: Said, ask: ReplayedAsk): string {
  return [status, ...(isConfirmed ? ['alarm'] : []), ...askWords(ask)].join(', ');
}

function askWords(ask: ReplayedAsk): readonly string[] {
  switch (ask.answer) {
    case 'none':
      return [];
    case 'accepted':
      return [`retrain ${ask.asOf.slice(0, 10)}`];
    case 'attached':
      return [`joins retrain ${ask.asOf.slice(0, 10)}`];
    case 'not-now':
      return [`no retrain: ${ask.refusals.map(({ code }) => code).join(', ')}`];
  }
}

function differencesOf({ features }: ReplayLine): string {
  return features
    .map(({ feature, happened, replayed }) => `${feature} ${happened} -> ${replayed}`)
    .join(', ');
}

/** @example of { happened: 1, replayed: 4 } and `alarm`: `3 alarms more` */
function change(
  { happened, replayed }: { readonly happened: number; readonly replayed: number },
  word: string,
): string {
  const difference = replayed - happened;
  if (difference === 0) return `as many ${word}s`;
  const amount = Math.abs(difference);
  return `${amount} ${word}${amount === 1 ? '' : 's'} ${difference > 0 ? 'more' : 'less'}`;
}

function measured({ windows, readMilliseconds, judgeMilliseconds }: DriftReplay): string {
  const each = windows === 0 ? 0 : judgeMilliseconds / windows;
  return `${windows} windows judged again in ${each.toFixed(1)} ms each; read in ${(readMilliseconds / 1000).toFixed(1)} s`;
}
