import type { WindowItem } from './monitoring-records.ts';
import { HISTORY_FEATURES, HISTORY_WINDOWS, type HistorySection } from './sections/history.ts';
import type { WindowReport } from './window-report.ts';

/** What the history of a window is made of. */
export interface FormerWindows {
  /** Newest revision of each former window of the version, oldest first, as many as a history holds. */
  readonly items: readonly WindowItem[];
  /** Where the report of the newest lies: it carries the history before it, so that one report is all one reads. */
  readonly reportKey: string | undefined;
}

/** @param items judged windows of a model, any order, all versions and revisions */
export function formerWindows(
  items: readonly WindowItem[],
  { version, start }: { readonly version: number; readonly start: string },
): FormerWindows {
  const newest = new Map<string, WindowItem>();
  for (const item of items) {
    if (item.version !== version || item.start >= start) continue;
    if ((newest.get(item.start)?.revision ?? 0) < item.revision) newest.set(item.start, item);
  }
  const former = [...newest.values()]
    .toSorted((a, b) => (a.start < b.start ? -1 : 1))
    .slice(1 - HISTORY_WINDOWS);
  return { items: former, reportKey: former.at(-1)?.reportKey };
}

/**
 * Verdicts are those of the registry; how far single features lay comes from the report before, and what it had from
 * the one before it. A window judged again later keeps its first figures there.
 *
 * @param before report of the newest former window, when there is one that can be read
 */
export function historyOf(
  { items }: FormerWindows,
  before: Pick<WindowReport, 'windowStart' | 'features' | 'history'> | undefined,
): HistorySection {
  const known = new Map(before?.history?.map(({ windowStart, features }) => [windowStart, features]));
  if (before !== undefined) known.set(before.windowStart, farthest(before.features));
  return items.map(({ start, status, isConfirmed }) => ({
    ...{ windowStart: start, status, isConfirmed },
    features: known.get(start) ?? [],
  }));
}

/** The index of the features furthest above their thresholds, to three digits: enough for a strip. */
function farthest(features: WindowReport['features']): HistorySection[number]['features'] {
  return features
    .map(({ feature, psi, threshold }) => ({ feature, ratio: Number((psi / threshold).toPrecision(3)) }))
    .filter(({ ratio }) => Number.isFinite(ratio))
    .toSorted((a, b) => b.ratio - a.ratio || (a.feature < b.feature ? -1 : 1))
    .slice(0, HISTORY_FEATURES);
}
