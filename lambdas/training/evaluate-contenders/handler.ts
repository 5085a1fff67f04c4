import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerControl } from '#adapters/sagemaker-control';
import { variantName, versionOfVariant } from '#core/deployment/endpoint-requests';
import { expectedDifference } from '#core/deployment/expected-difference';
import { goldenRecords } from '#core/deployment/golden-records';
import { guardedColumns } from '#core/config/gate-config';
import { canonicalJson } from '#core/registry/canonical-json';
import { evaluateContenders as evaluate, type HoldoutGroups } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import { failureOf } from '#core/training/failure-of';
import { keptGroupsKey, readHoldoutGroups } from '#core/training/holdout-groups';
import { contestFolder, HOLDOUT_GROUPS } from '#core/training/plan-training';
import { readScores, requireSameLabels } from '#core/training/read-scores';
import { readTrainingMetrics, trainingMetricsKey } from '#core/training/training-metrics';
import type { Contender, Scored } from '#core/training/training-records';
import type { ObjectRef, ObjectStore } from '#ports/object-store';
import type { JobDescription, SageMakerControl } from '#ports/sagemaker';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { recalibrateChampion } from './recalibrate-champion.ts';

/**
 * Turns everybody's scores into evidence. Scores and blocks are kept beside it, so that the contest can be replayed
 * when staging has been emptied. A repeat is harmless: the same scores give the same bytes.
 */
export const evaluateContenders: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly sageMaker: SageMakerControl }
> = async ({ contest, frozen, contenders, scored, excluded }, { environment, adapters }) => {
  const { store, sageMaker } = adapters;
  const model = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const staged = (key: string) => ({ bucket: environment.STAGING_BUCKET, key });
  const kept = (key: string) => ({ bucket: environment.ARTIFACTS_BUCKET, key });
  const folder = `models/${contest.model}/contests/${contest.contestId}`;
  const writeJson = (path: string, value: unknown) =>
    store.write(kept(`${folder}/${path}`), JSON.stringify(value), 'application/json');
  const blocksKey = `${contestFolder(contest)}/blocks/blocks.csv`;
  const blockNames = (await store.readText(staged(blocksKey))).trimEnd().split('\n');
  await store.copy(staged(blocksKey), kept(`${folder}/blocks.csv`));

  const { done, absent } = whoScored(contenders, scored, contest.championVersion);
  const standing = done.filter(({ recalibration }) => recalibration === undefined);
  const predictions = new Map<string, Float64Array>();
  const scoringSeconds: Record<string, number> = {};
  let labels: Float64Array | undefined;
  for (const { contender, scoresKey, transformRequest } of standing) {
    const scores = readScores(await store.readText(staged(scoresKey)), frozen.holdoutRows, scoresKey);
    labels ??= scores.labels;
    requireSameLabels(scores.labels, labels, scoresKey);
    predictions.set(contender, scores.predictions);
    await store.copy(staged(scoresKey), kept(`${folder}/scores/${contender}.csv`));
    const job = await sageMaker.describeTransformJob(transformRequest.TransformJobName);
    scoringSeconds[contender] = secondsOf(job);
  }
  const championName = contest.championVersion === null ? undefined : variantName(contest.championVersion);
  const champion = standing.find(({ contender }) => contender === championName);
  const { blockOfRow, blocks } = indexBlocks(blockNames);
  const calibration = done.find(({ recalibration }) => recalibration !== undefined);
  const recalibrated =
    calibration === undefined || champion === undefined
      ? undefined
      : await recalibrateChampion(
          { ...calibration, contender: champion.contender },
          {
            ...{ labels: labels ?? new Float64Array(), blockOfRow, blocks },
            predictions: predictions.get(champion.contender) ?? new Float64Array(),
          },
          { contest, frozen, evaluation: model.evaluation },
          { store, staged, kept, folder },
        );
  for (const own of recalibrated?.contenders ?? []) {
    predictions.set(own.contender, own.predictions);
    // A curve costs nothing beside the model below it.
    scoringSeconds[own.contender] = scoringSeconds[champion?.contender ?? ''] ?? Number.NaN;
  }
  const { gate } = model.evaluation;
  const columns = guardedColumns(gate);
  const groups =
    columns.length === 0
      ? undefined
      : await keepGroups(store, {
          ...{
            columns,
            rows: frozen.holdoutRows,
            from: staged(`${contestFolder(contest)}/${HOLDOUT_GROUPS}`),
          },
          to: (sha256) => kept(keptGroupsKey(folder, sha256)),
        });
  const artifactBytes = gate.maximumArtifactMb === undefined ? undefined : await sizesOf(store, standing);
  const trainingMetrics =
    gate.overfitting === undefined
      ? undefined
      : await recordedMetrics(store, standing, model.evaluation.metric);
  for (const own of recalibrated?.contenders ?? []) {
    const below = artifactBytes?.[champion?.contender ?? ''] ?? Number.NaN;
    if (artifactBytes !== undefined) artifactBytes[own.contender] = below + Buffer.byteLength(own.text);
    if (trainingMetrics !== undefined) trainingMetrics[own.contender] = own.fittedValue;
  }
  const evidence = evaluate(
    { labels: labels ?? new Float64Array(), blockOfRow, blocks, predictions },
    {
      problem: model.problem,
      metric: model.evaluation.metric,
      draws: gate.bootstrapDraws,
      seed: contest.contestId,
      naive: frozen.naive,
      champion: championName,
      scoringSeconds,
      guards: gate,
      groups,
      recalibratedBy: new Map(recalibrated?.contenders.map(({ contender, method }) => [contender, method])),
      ...(artifactBytes === undefined ? {} : { artifactBytes }),
      ...(trainingMetrics === undefined ? {} : { trainingMetrics }),
    },
  );

  // Whoever wins is released by these: what it answers to known rows, and how far it lies from the champion.
  const { rollback, bake } = model.deployment;
  const championScores = championName === undefined ? undefined : predictions.get(championName);
  const released = [
    ...standing,
    ...(recalibrated?.contenders ?? []).map(({ contender }) => ({
      ...{ contender, holdoutKey: champion?.holdoutKey ?? '' },
    })),
  ];
  for (const { contender, holdoutKey } of released) {
    const own = [...(predictions.get(contender) ?? [])];
    const holdout = (await store.readText(staged(holdoutKey))).trimEnd().split('\n');
    await writeJson(`golden/${contender}.json`, goldenRecords(holdout, own));
    await writeJson(`release-policy/${contender}.json`, {
      minimumRecords: bake.minimumRecords,
      identityTolerance: rollback.identityTolerance,
      expectedDifference:
        championScores === undefined
          ? { mean: 0, blockDeviation: 0 }
          : expectedDifference(own, [...championScores], blockNames),
      expectationFactor: rollback.expectationFactor,
      maximumErrorPercent: rollback.maximumErrorPercent,
      maximumLatencyFactor: rollback.maximumLatencyFactor,
    });
  }
  const evidenceKey = `${folder}/evidence.json`;
  const document = {
    contest,
    frozen,
    excluded: [...excluded, ...absent, ...(recalibrated?.excluded ?? [])],
    contenders: standing.map(({ contender, artifactSha256 }) => ({ contender, artifactSha256 })),
    ...(recalibrated?.document === undefined ? {} : { recalibration: recalibrated.document }),
    evidence,
  };
  // By way of JSON.stringify, which turns NaN into null: canonical JSON has no NaN.
  const text = canonicalJson(JSON.parse(JSON.stringify(document)));
  await store.write(kept(evidenceKey), text, 'application/json');
  return { evidenceKey };
};

/** Kept under the hash of its bytes: a replay reads the very file that the evidence names. */
async function keepGroups(
  store: ObjectStore,
  facts: {
    readonly columns: readonly string[];
    readonly rows: number;
    readonly from: ObjectRef;
    readonly to: (sha256: string) => ObjectRef;
  },
): Promise<HoldoutGroups> {
  const text = await store.readText(facts.from);
  const groups = readHoldoutGroups(text, { columns: facts.columns, rows: facts.rows, where: facts.from.key });
  await store.copy(facts.from, facts.to(groups.sha256));
  return groups;
}

async function sizesOf(store: ObjectStore, standing: readonly Contender[]): Promise<Record<string, number>> {
  const sizes = standing.map(async ({ contender, artifactUri }) => {
    const head = await store.head(placeOf(artifactUri));
    return [contender, head?.sizeBytes ?? Number.NaN] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

/** The contest's metric as the contenders' scripts recorded it; whoever recorded none is absent. */
async function recordedMetrics(
  store: ObjectStore,
  standing: readonly Contender[],
  metric: string,
): Promise<Record<string, number>> {
  const recorded = standing.map(async ({ contender, artifactUri }) => {
    const { bucket, key } = placeOf(artifactUri);
    const ref = { bucket, key: trainingMetricsKey(key) };
    if ((await store.head(ref)) === undefined) return [];
    const value = readTrainingMetrics(await store.readText(ref))?.[metric];
    return value === undefined ? [] : [[contender, value] as const];
  });
  return Object.fromEntries((await Promise.all(recorded)).flat());
}

function placeOf(uri: string): ObjectRef {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { bucket, key };
}

/** Contenders whose job came to its end, and those left out because theirs did not. */
function whoScored(
  contenders: readonly Contender[],
  scored: readonly Scored[],
  championVersion: number | null,
) {
  const problems = new Map(
    scored.map(({ contender, errorName, cause }) => [
      contender,
      errorName === '' ? '' : failureOf(errorName, cause),
    ]),
  );
  const hasScored = ({ contender }: Contender) => problems.get(contender) === '';
  return {
    done: contenders.filter(hasScored),
    absent: contenders
      .filter((contender) => !hasScored(contender))
      .map(({ contender, recalibration }) => {
        const problem = problems.get(contender) ?? 'no answer';
        return recalibration === undefined
          ? {
              version: versionOfVariant(contender) ?? 0,
              reason: `did not score the hold-out: ${problem}`,
            }
          : {
              version: championVersion ?? 0,
              reason: `recalibration: it did not score the rows before the hold-out: ${problem}`,
            };
      }),
  };
}

function secondsOf(job: JobDescription | undefined): number {
  if (job?.startedAt === undefined || job.endedAt === undefined) return Number.NaN;
  return (job.endedAt.getTime() - job.startedAt.getTime()) / 1000;
}

export const handler = defineHandler({
  name: 'training/evaluate-contenders',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, sageMaker: sageMakerControl }),
  step: evaluateContenders,
});
