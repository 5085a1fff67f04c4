import type * as z from 'zod';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sageMakerControl } from '#adapters/sagemaker-control';
import { canonicalJson } from '#core/registry/canonical-json';
import { variantName } from '#core/deployment/endpoint-requests';
import { expectedDifference } from '#core/deployment/expected-difference';
import { goldenRecords } from '#core/deployment/golden-records';
import { evaluateContenders as evaluate } from '#core/training/evaluate-contenders';
import { indexBlocks } from '#core/training/evaluation-table';
import { contestFolder } from '#core/training/plan-training';
import { readScores } from '#core/training/read-scores';
import type { ObjectStore } from '#ports/object-store';
import type { SageMakerControl } from '#ports/sagemaker';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Turns everybody's scores into evidence. Scores and blocks are kept beside it, so that the contest can be replayed
 * when staging has been emptied. A repeat is harmless: the same scores give the same bytes.
 */
export const evaluateContenders: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly sageMaker: SageMakerControl }
> = async ({ contest, frozen, contenders, excluded }, { environment, adapters }) => {
  const { store, sageMaker } = adapters;
  const model = await loadCompiledModel(store, environment.ARTIFACTS_BUCKET, contest.configKey);
  const staged = (key: string) => ({ bucket: environment.STAGING_BUCKET, key });
  const kept = (key: string) => ({ bucket: environment.ARTIFACTS_BUCKET, key });
  const folder = `models/${contest.model}/contests/${contest.contestId}`;
  const blocksKey = `${contestFolder(contest)}/blocks/blocks.csv`;
  const blockNames = (await store.readText(staged(blocksKey))).trimEnd().split('\n');
  await store.copy(staged(blocksKey), kept(`${folder}/blocks.csv`));
  const predictions = new Map<string, Float64Array>();
  const scoringSeconds: Record<string, number> = {};
  let labels = new Float64Array();
  for (const contender of contenders) {
    const text = await store.readText(staged(contender.scoresKey));
    const scores = readScores(text, frozen.holdoutRows, contender.scoresKey);
    labels = scores.labels as Float64Array<ArrayBuffer>;
    predictions.set(contender.contender, scores.predictions);
    await store.copy(staged(contender.scoresKey), kept(`${folder}/scores/${contender.contender}.csv`));
    const job = await sageMaker.describeTransformJob(contender.transformRequest.TransformJobName);
    scoringSeconds[contender.contender] =
      job?.startedAt === undefined || job.endedAt === undefined
        ? Number.NaN
        : (job.endedAt.getTime() - job.startedAt.getTime()) / 1000;
  }
  const championName = contest.championVersion === null ? undefined : variantName(contest.championVersion);
  const evidence = evaluate(
    { labels, ...indexBlocks(blockNames), predictions },
    {
      problem: model.problem,
      metric: model.evaluation.metric,
      draws: model.evaluation.gate.bootstrapDraws,
      seed: contest.contestId,
      naive: frozen.naive,
      champion: championName !== undefined && predictions.has(championName) ? championName : undefined,
      scoringSeconds,
    },
  );
  const holdoutText = await store.readText(staged(`${contestFolder(contest)}/holdout/rows.csv`));
  const holdout = holdoutText.trimEnd().split('\n');
  const { rollback, bake } = model.deployment;
  const champion = championName === undefined ? undefined : predictions.get(championName);
  for (const [contender, own] of predictions) {
    // Whoever wins is released by these: what it answers to known rows, and how far it lies from the champion.
    const golden = goldenRecords(holdout, [...own]);
    const policy = {
      minimumRecords: bake.minimumRecords,
      identityTolerance: rollback.identityTolerance,
      expectedDifference:
        champion === undefined
          ? { mean: 0, blockDeviation: 0 }
          : expectedDifference([...own], [...champion], blockNames),
      expectationFactor: rollback.expectationFactor,
      maximumErrorPercent: rollback.maximumErrorPercent,
      maximumLatencyFactor: rollback.maximumLatencyFactor,
    };
    await store.write(kept(`${folder}/golden/${contender}.json`), JSON.stringify(golden), 'application/json');
    await store.write(
      kept(`${folder}/release-policy/${contender}.json`),
      JSON.stringify(policy),
      'application/json',
    );
  }
  const evidenceKey = `${folder}/evidence.json`;
  const document = {
    contest,
    frozen,
    excluded,
    contenders: contenders.map(({ contender, artifactSha256 }) => ({ contender, artifactSha256 })),
    evidence,
  };
  await store.write(
    kept(evidenceKey),
    canonicalJson(JSON.parse(JSON.stringify(document))),
    'application/json',
  );
  return { evidenceKey };
};

export const handler = defineHandler({
  name: 'training/evaluate-contenders',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, sageMaker: sageMakerControl }),
  step: evaluateContenders,
});
