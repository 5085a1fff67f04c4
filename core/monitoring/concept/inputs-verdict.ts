import type { WindowItem } from '../monitoring-records.ts';
import type { InputsVerdict } from './cause.ts';

const JUDGED = ['stable', 'changed', 'drifted'];
const DAY_MILLISECONDS = 86_400_000;
/** A window that ended longer before the first of the days says nothing of them. */
const MOST_DAYS_APART = 31;

/**
 * What the newest drift window of a version says that was judged and does not end long before some days.
 * @param windows of the model, any versions and revisions
 * @param from    the first of the days
 */
export function inputsVerdict(windows: readonly WindowItem[], version: number, from: string): InputsVerdict {
  const earliest = Date.parse(from) - MOST_DAYS_APART * DAY_MILLISECONDS;
  const newest = windows
    .filter(
      (item) => item.version === version && JUDGED.includes(item.status) && Date.parse(item.end) >= earliest,
    )
    .toSorted((a, b) => (a.start === b.start ? a.revision - b.revision : a.start < b.start ? -1 : 1))
    .at(-1);
  if (newest === undefined)
    return { status: 'unknown', reason: 'no drift window of this version has been judged near these days' };
  return { status: newest.status === 'drifted' ? 'drifted' : 'still', reason: newest.reason };
}
