import { contestPage } from '#core/training/contest-page/contest-page';
import { storedDecisionSchema } from '#core/training/stored-decision';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { hasEvidence, readContestFiles } from '../actions/replay-contest.ts';
import { UnknownThingError } from '../errors.ts';
import { type FoundContest, readModel } from './read-models.ts';

/** The contest of this id, or the newest that was judged. @throws UnknownThingError when the model has none such */
export async function findContestOf(
  registry: Registry,
  model: string,
  contestId?: string,
): Promise<FoundContest> {
  const { contests } = await readModel(registry, model);
  const all = contests.map((contest) => ({ model, contest }));
  const found =
    contestId === undefined
      ? all.findLast(hasEvidence)
      : all.find(({ contest }) => contest.contestId === contestId);
  if (found !== undefined) return found;
  throw new UnknownThingError(
    contestId === undefined ? 'no contest of this model was judged yet' : 'this model had no such contest',
    {
      where: model,
      ...(contestId === undefined ? {} : { received: contestId }),
      allowed:
        all
          .filter(hasEvidence)
          .map(({ contest }) => contest.contestId)
          .slice(-12)
          .join(', ') || 'nothing yet',
      fix: 'run `gyre contest ls`',
    },
  );
}

/** The page of a contest, drawn from the evidence and the decision that are stored of it. */
export async function readContestPage(
  store: ObjectStore,
  bucket: string,
  found: FoundContest,
): Promise<string> {
  const { document, decisionText } = await readContestFiles(store, bucket, found);
  return contestPage({
    document,
    decision: storedDecisionSchema.parse(JSON.parse(decisionText)),
    cause: found.contest.cause,
  });
}
