import { compiledModelSchema } from '#core/config/compiled-model';
import { canonicalJson } from '#core/registry/canonical-json';
import { decisionDocument } from '#core/training/decision-document';
import { evaluateContenders } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import { type EvidenceDocument, evidenceDocumentSchema } from '#core/training/evidence-document';
import { judgeContest } from '#core/training/gate';
import { keptGroupsKey, readHoldoutGroups } from '#core/training/holdout-groups';
import { readScores } from '#core/training/read-scores';
import type { ObjectStore } from '#ports/object-store';
import { UnknownThingError } from '../errors.ts';
import type { FoundContest } from '../queries/read-models.ts';

export function hasEvidence({ contest }: FoundContest): boolean {
  return contest.evidenceKey !== undefined && contest.decisionKey !== undefined;
}

export async function readContestFiles(store: ObjectStore, bucket: string, { contest }: FoundContest) {
  if (contest.evidenceKey === undefined || contest.decisionKey === undefined) {
    throw new UnknownThingError('this contest has no evidence', {
      received: `${contest.contestId}: ${contest.outcome ?? contest.status}`,
      fix: `its reasons: ${(contest.reasons ?? ['it is still open']).join('; ')}`,
    });
  }
  const evidenceText = await store.readText({ bucket, key: contest.evidenceKey });
  const decisionText = await store.readText({ bucket, key: contest.decisionKey });
  return { evidenceText, decisionText, document: evidenceDocumentSchema.parse(JSON.parse(evidenceText)) };
}

/** Computes evidence and decision of a contest again from its stored scores and compares byte for byte. */
export async function replayContest(store: ObjectStore, bucket: string, found: FoundContest) {
  const { evidenceText, decisionText, document } = await readContestFiles(store, bucket, found);
  const { contest, frozen, evidence } = document;
  const folder = `models/${found.model}/contests/${contest.contestId}`;
  const text = (key: string) => store.readText({ bucket, key });
  const config = compiledModelSchema.parse(JSON.parse(await text(contest.configKey)));
  const predictions = new Map<string, Float64Array>();
  let labels = new Float64Array();
  for (const { contender } of document.contenders) {
    const key = `${folder}/scores/${contender}.csv`;
    const scores = readScores(await text(key), frozen.holdoutRows, key);
    labels = Float64Array.from(scores.labels);
    predictions.set(contender, scores.predictions);
  }
  const blocks = (await text(`${folder}/blocks.csv`)).trimEnd().split('\n');
  const kept = evidence.groups;
  const groupsKey = kept === undefined ? '' : keptGroupsKey(folder, kept.sha256);
  const groups =
    kept === undefined
      ? undefined
      : readHoldoutGroups(await text(groupsKey), {
          ...{ columns: kept.columns, rows: frozen.holdoutRows, where: groupsKey },
        });
  const sizes = evidence.contenders.filter(({ artifactBytes }) => artifactBytes !== undefined);
  const again = evaluateContenders(
    { labels, ...indexBlocks(blocks), predictions },
    {
      problem: config.problem,
      metric: config.evaluation.metric,
      draws: config.evaluation.gate.bootstrapDraws,
      seed: contest.contestId,
      naive: frozen.naive,
      champion: evidence.champion,
      scoringSeconds: Object.fromEntries(
        evidence.contenders.map((own) => [own.contender, own.scoringSeconds]),
      ),
      guards: config.evaluation.gate,
      groups,
      ...(sizes.length === 0
        ? {}
        : {
            artifactBytes: Object.fromEntries(
              sizes.map((own) => [own.contender, own.artifactBytes ?? Number.NaN]),
            ),
          }),
      ...(config.evaluation.gate.overfitting === undefined
        ? {}
        : { trainingMetrics: recordedMetrics(evidence) }),
      method: evidence.method ?? 1,
    },
  );
  const decision = judgeContest(again, contest.candidateId, config.evaluation.gate);
  const isEvidenceEqual = canonical({ ...document, evidence: again }) === evidenceText;
  const isDecisionEqual = decisionDocument(contest.contestId, decision) === decisionText;
  return { contestId: contest.contestId, isEvidenceEqual, isDecisionEqual, outcome: decision.outcome };
}

function recordedMetrics({ contenders }: EvidenceDocument['evidence']): Record<string, number> {
  return Object.fromEntries(
    contenders.flatMap(({ contender, overfitting }) =>
      overfitting?.state === 'measured' ? [[contender, overfitting.training]] : [],
    ),
  );
}

/** As evidence.json was written: NaN became null on the way. */
function canonical(document: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(document)));
}
