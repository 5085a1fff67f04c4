import { MOST_REASONS } from '../data/upload-outcome.ts';
import type { JoinedFile, LabelsRecord } from './ground-truth-records.ts';

/** A label file that the next join as of a moment takes: once as of each. */
export function isDue({ status, lastJoinAsOf }: LabelsRecord, asOf: string): boolean {
  if (status !== 'waiting') return false;
  return lastJoinAsOf === undefined || Date.parse(lastJoinAsOf) < Date.parse(asOf);
}

/** Rows of a file that a join has to look for. */
export function openRows({ rows, waitingRows }: LabelsRecord): number {
  return waitingRows ?? rows;
}

/**
 * A label file after a join. What its first join counted includes what the file says by itself; what later ones
 * found is added. It waits on as long as one of its rows does.
 */
export function afterJoin(
  before: LabelsRecord,
  found: JoinedFile,
  join: { readonly joinId: string; readonly asOf: string; readonly endedAt: string },
): LabelsRecord {
  const isFirst = before.joinId === undefined;
  const sum = (count: 'matched' | 'unknownRows' | 'duplicates' | 'contradictions' | 'withoutOwnLabel') =>
    found[count] + (isFirst ? 0 : (before[count] ?? 0));
  const { joinId, asOf: lastJoinAsOf, endedAt } = join;
  const after: LabelsRecord = {
    ...before,
    ...{ joinId, lastJoinAsOf, firstJoinAsOf: before.firstJoinAsOf ?? lastJoinAsOf },
    ...{ matched: sum('matched'), waitingRows: found.waitingRows, unknownRows: sum('unknownRows') },
    ...{ duplicates: sum('duplicates'), contradictions: sum('contradictions') },
    withoutOwnLabel: sum('withoutOwnLabel'),
  };
  const { reasons } = found;
  if (reasons !== undefined) {
    return { ...after, status: 'quarantined', reasons: reasons.slice(0, MOST_REASONS), endedAt };
  }
  return found.waitingRows > 0 ? after : { ...after, status: 'joined', endedAt };
}
