import { asSentence, clipped, figure, withInterval } from '../figures.ts';
import type { WindowReport } from '../window-report.ts';

const MOST_NAMES = 5;

/** What the sections say in one sentence each, for who reads no further than the head of the page. */
export function summaryLines(report: WindowReport): readonly string[] {
  const cause = report.concept?.sentence;
  return [
    season(report),
    cause === undefined ? undefined : asSentence(cause),
    estimate(report),
    groups(report),
  ].filter((line) => line !== undefined);
}

function season({ season: found, features }: WindowReport): string | undefined {
  if (found?.status !== 'compared') return undefined;
  const verdicts = new Map(found.features.map(({ feature, verdict }) => [feature, verdict]));
  const drifted = features.filter(({ status }) => status === 'drifted').map(({ feature }) => feature);
  const fresh = drifted.filter((name) => verdicts.get(name) === 'new');
  const expected = drifted.filter((name) => verdicts.get(name) === 'expected');
  if (fresh.length + expected.length === 0) return undefined;
  if (fresh.length === 0) return `Expected by season: ${listOf(expected)}. Nothing is new.`;
  return expected.length === 0
    ? `Not even the season explains ${listOf(fresh)}.`
    : `Expected by season: ${listOf(expected)}. New: ${listOf(fresh)}.`;
}

function estimate({ estimate: found }: WindowReport): string | undefined {
  if (found === undefined) return undefined;
  return `Without labels, ${found.metric} is estimated at ${withInterval(found)}; promised was ${figure(found.promised)}.`;
}

function groups({ bias }: WindowReport): string | undefined {
  const outside = bias?.columns.flatMap(({ groups: all }) =>
    all.filter(({ metrics }) => metrics.some(({ status }) => status === 'outside')).map(({ group }) => group),
  );
  return outside === undefined || outside.length === 0
    ? undefined
    : `Beyond the limits of fairness: ${listOf([...new Set(outside)])}.`;
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => clipped(name, 60));
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}
