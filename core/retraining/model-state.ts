import type { ManifestObject } from '../data/manifest.ts';
import type { ContestRecord } from '../training/training-records.ts';
import type { ModelState } from './governor.ts';
import type { RetrainRequest } from './retrain-records.ts';

/** The state that policy is decided on, from what the registry and the dataset's manifest say. */
export function modelState(facts: {
  readonly champion: ModelState['champion'];
  readonly requests: readonly RetrainRequest[];
  readonly contests: readonly ContestRecord[];
  readonly objects: readonly ManifestObject[];
}): ModelState {
  const accepted = facts.requests.filter((request) => request.status !== 'not-now');
  const open = accepted.find((request) => request.status === 'accepted');
  const since = facts.champion?.holdoutEnd;
  const isNew = (object: ManifestObject) =>
    since === undefined || Date.parse(object.minEventTime) >= Date.parse(since);
  const rows = (objects: readonly ManifestObject[]) => objects.reduce((sum, object) => sum + object.rows, 0);
  return {
    ...(facts.champion === undefined ? {} : { champion: facts.champion }),
    ...(open === undefined ? {} : { openRequest: open.requestId }),
    labelledRows: rows(facts.objects),
    newLabelledRows: rows(facts.objects.filter(isNew)),
    acceptedAt: accepted.map((request) => request.asOf).sort(),
    failuresInARow: failuresInARow(facts.contests),
  };
}

/** Failed contests since the last that was decided, by the time they were opened. */
function failuresInARow(contests: readonly ContestRecord[]): number {
  const newestFirst = contests
    .filter((contest) => contest.status !== 'open')
    .toSorted((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
  const decided = newestFirst.findIndex((contest) => contest.status === 'decided');
  return decided < 0 ? newestFirst.length : decided;
}

/** The first moment after the day of an event time: a contest as of then sees that whole day. */
export function dayAfter(eventTime: string): string {
  const day = Math.floor(Date.parse(eventTime) / 86_400_000) + 1;
  return new Date(day * 86_400_000).toISOString();
}
