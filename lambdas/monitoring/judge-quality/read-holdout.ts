import { ObjectGoneError } from '#core/data/errors';
import { variantName } from '#core/deployment/endpoint-requests';
import type { HoldoutScores } from '#core/monitoring/concept/judge-concept';
import { BadScoresError } from '#core/training/errors';
import { readScores } from '#core/training/read-scores';
import type { ModelVersion } from '#core/training/model-version';
import { contestSchema } from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';

/** Scores of a contest do not change: what was read once is good for as long as the function lives. */
const kept = new Map<string, HoldoutScores>();
const MOST_KEPT = 4;

/**
 * What a version answered to the hold-out of the contest that its promise comes from: the last one that it won, as the
 * candidate or as a former champion.
 * @returns undefined when the scores are gone or cannot be read: quality is judged without them
 */
export async function readHoldout(
  { registry, store }: { readonly registry: Registry; readonly store: ObjectStore },
  bucket: string,
  model: string,
  version: ModelVersion,
): Promise<HoldoutScores | undefined> {
  const items = await registry.list({ kind: 'model', name: model }, 'CONTEST#');
  const won = items
    .map((item) => contestSchema.parse(item.data))
    .filter(({ winner, status }) => winner === version.version && status === 'decided')
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1))
    .at(-1);
  const contender = won?.outcome === 'restored' ? variantName(version.version) : version.candidateId;
  const folder = `models/${model}/contests/${won?.contestId ?? version.contestId}`;
  const key = `${folder}/scores/${contender}.csv`;
  const known = kept.get(`${bucket}/${key}`);
  if (known !== undefined) return known;
  try {
    const [text, names] = await Promise.all([
      store.readText({ bucket, key }),
      store.readText({ bucket, key: `${folder}/blocks.csv` }),
    ]);
    const blocks = names.trimEnd().split('\n');
    const scores: HoldoutScores = { ...readScores(text, blocks.length, key), blocks };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(`${bucket}/${key}`, scores);
    return scores;
  } catch (error) {
    if (error instanceof ObjectGoneError || error instanceof BadScoresError) return undefined;
    throw error;
  }
}
