import { aliasSchema } from '../deployment/deployment-record.ts';
import { ContestClosedError, StaleChampionError } from './errors.ts';
import type { ContestRecord } from './training-records.ts';

/**
 * A decision holds against the champion that the contest compared with, and no other.
 * @param alias the champion alias as it is now; `undefined` when nothing serves
 * @throws StaleChampionError when another version serves now
 */
export function requireSameChampion(
  model: string,
  contest: Pick<ContestRecord, 'contestId' | 'championVersion'>,
  alias: { readonly data: unknown } | undefined,
): void {
  const now = alias === undefined ? null : aliasSchema.parse(alias.data).version;
  if (now === contest.championVersion) return;
  throw new StaleChampionError('the champion changed while the contest ran', {
    where: `${model} ${contest.contestId}`,
    received: `version ${String(now)} serves`,
    allowed: `version ${String(contest.championVersion)}, which all contenders were compared with`,
    fix: 'nothing to mend: the next request holds a contest against the new champion',
  });
}

/** The error of a decision that comes too late. */
export function contestClosed(model: string, contest: ContestRecord, wanted: string): ContestClosedError {
  return new ContestClosedError('the contest has ended already', {
    where: `${model} ${contest.contestId}`,
    received: `a decision: ${wanted}`,
    allowed: `nothing more: it ended as ${contest.outcome ?? contest.status}`,
    fix: 'nothing to mend: ask again, and another contest is held',
  });
}
