import type { QualityItem, WindowItem } from '../monitoring-records.ts';
import type { WindowReport } from '../window-report.ts';

/** One judged window or day of the version that serves, whatever judged it. */
export interface Judgement {
  /** The window's start, or the day. */
  readonly subject: string;
  readonly revision: number;
  readonly status: string;
  readonly reason: string;
  /** Something is wrong here. */
  readonly isBad: boolean;
  /** ... and often enough to call it: this opens an incident. */
  readonly isConfirmed: boolean;
  readonly asOf: string;
  readonly reportKey: string;
}

/** Verdicts that say nothing leave alarms and incidents as they are. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['no-data', 'inconclusive', 'not-configured']);

/** @example saysNothing('no-data') // true */
export function saysNothing(status: string): boolean {
  return SAYS_NOTHING.has(status);
}

/** The newest revision of each window of a version, in order of event time, those that say nothing left out. */
export function driftJudgements(windows: readonly WindowItem[], version: number): readonly Judgement[] {
  return newestBySubject(
    windows
      .filter((item) => item.version === version)
      .map((item) => ({ ...judgementOf(item), subject: item.start, revision: item.revision })),
  );
}

/** The same of days on which quality was judged. */
export function qualityJudgements(days: readonly QualityItem[], version: number): readonly Judgement[] {
  return newestBySubject(
    days
      .filter((item) => item.version === version)
      .map((item) => ({ ...judgementOf(item), subject: item.day, revision: 1 })),
  );
}

/** More bad records than this among all: what is judged is no longer what was asked. */
const MOST_BAD_SHARE = 0.05;

/**
 * Does a window tell enough of what was asked?
 *
 * Bad are a window with too many unreadable records, and one without a row although the version was asked before: then
 * the captures are lost, or nobody asks any more. Few rows are not bad by themselves.
 *
 * @param facts.wasAsked the version served in the whole window, and an earlier one of it has rows
 */
export function coverageJudgement(
  report: WindowReport,
  facts: { readonly reportKey: string; readonly wasAsked: boolean },
): Judgement & { readonly severity: number } {
  const share = badShare(report.coverage);
  const isSilent = report.rows === 0 && facts.wasAsked;
  const isBad = isSilent || share > MOST_BAD_SHARE;
  return {
    ...{ subject: report.windowStart, revision: report.revision, asOf: report.asOf },
    status: isBad ? 'uncovered' : 'covered',
    reason: isSilent
      ? 'no answer of this window was captured, and earlier ones were'
      : `${(100 * share).toFixed(1)} % of the records are bad, at most ${(100 * MOST_BAD_SHARE).toFixed(0)} % allowed`,
    ...{ isBad, isConfirmed: isBad, reportKey: facts.reportKey },
    severity: isSilent ? 1 / MOST_BAD_SHARE : share / MOST_BAD_SHARE,
  };
}

/** Records with other columns were counted as records before; unreadable lines were not. */
function badShare({ records, badRecords }: WindowReport['coverage']): number {
  const bad = Object.values(badRecords).reduce((sum, count) => sum + count, 0);
  const all = records + bad - (badRecords['other-columns'] ?? 0);
  return all === 0 ? 0 : bad / all;
}

function judgementOf(item: WindowItem | QualityItem): Omit<Judgement, 'subject' | 'revision'> {
  const { status, reason, isConfirmed, asOf, reportKey } = item;
  const isBad = isConfirmed || status === 'drifted' || status === 'breached';
  return { status, reason, isBad, isConfirmed, asOf, reportKey };
}

/** Sorted by what was judged and not by when: late and repeated judgements make no difference. */
function newestBySubject(judgements: readonly Judgement[]): readonly Judgement[] {
  const newest = new Map<string, Judgement>();
  for (const one of judgements) {
    if ((newest.get(one.subject)?.revision ?? 0) < one.revision) newest.set(one.subject, one);
  }
  return [...newest.values()]
    .filter(({ status }) => !saysNothing(status))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}
