import { type CompiledModel, compiledModelSchema } from '#core/config/compiled-model';
import { canonicalJson } from '#core/registry/canonical-json';
import { decisionDocument } from '#core/training/decision-document';
import { evaluateContenders } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import { type EvidenceDocument, evidenceDocumentSchema } from '#core/training/evidence-document';
import { judgeContest } from '#core/training/gate';
import { keptGroupsKey, readHoldoutGroups } from '#core/training/holdout-groups';
import { readScores } from '#core/training/read-scores';
import { recalibrate, type Recalibration } from '#core/training/recalibration/recalibrate';
import { keptCalibrationKey } from '#core/training/recalibration/recalibration-document';
import type { RowsByBlock } from '#core/training/recalibration/rows-by-block';
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
  const blocks = indexBlocks((await text(`${folder}/blocks.csv`)).trimEnd().split('\n'));
  const recalibration = await recalibrateAgain(document, {
    ...{ text, folder, evaluation: config.evaluation },
    holdout: {
      ...{ labels, ...blocks },
      predictions: predictions.get(evidence.champion ?? '') ?? new Float64Array(),
    },
  });
  for (const own of recalibration?.contenders ?? []) predictions.set(own.contender, own.predictions);
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
    { labels, ...blocks, predictions },
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
      recalibratedBy: new Map(recalibration?.contenders.map(({ contender, method }) => [contender, method])),
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
  const computed = {
    ...document,
    ...(recalibration === undefined ? {} : { recalibration: recalibration.document }),
    evidence: again,
  };
  const isEvidenceEqual = canonical(computed) === evidenceText;
  const isDecisionEqual = decisionDocument(contest.contestId, decision) === decisionText;
  return { contestId: contest.contestId, isEvidenceEqual, isDecisionEqual, outcome: decision.outcome };
}

/** The champion's answers through curves, fitted again to what was kept of its answers before the hold-out. */
async function recalibrateAgain(
  { recalibration, contest, frozen, evidence }: EvidenceDocument,
  facts: {
    readonly text: (key: string) => Promise<string>;
    readonly folder: string;
    readonly evaluation: CompiledModel['evaluation'];
    readonly holdout: RowsByBlock;
  },
): Promise<Recalibration | undefined> {
  if (recalibration === undefined || evidence.champion === undefined) return undefined;
  const key = keptCalibrationKey(facts.folder);
  const { metric, gate } = facts.evaluation;
  return recalibrate(
    { text: await facts.text(key), rows: frozen.calibration?.rows ?? 0, where: key },
    facts.holdout,
    { champion: evidence.champion, methods: recalibration.methods, metric, gate, seed: contest.contestId },
  );
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
