import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { latestSchema } from '#core/data/upload-outcome';
import { aliasSchema } from '#core/deployment/deployment-record';
import { identify, sha256Hex } from '#core/registry/identify';
import { aliasKey, contestKey, LATEST_KEY, revisionKey, VERSION_PREFIX } from '#core/registry/keys';
import { ContestNotFoundError } from '#core/training/errors';
import { featuresHash } from '#core/training/feature-rows';
import { invitedVersions } from '#core/training/plan-contender';
import { modelVersionSchema } from '#core/training/model-version';
import {
  type ContestRecord,
  contestSchema,
  revisionSchema,
  type TrainingRequest,
} from '#core/training/training-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { ItemWrite, Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { loadCompiledModel } from '../../common/load-model-revision.ts';
import { readPublishedRevision } from '../../common/published-revision.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** 16 digits name a revision: enough to be unique, short enough to read. */
const REVISION_DIGITS = 16;

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
}

/**
 * Pins what the contest is about: model revision (copied by hash, recorded at first use), dataset version, champion.
 * A repeat gives the same contest id, finds its record and answers with what that pinned, even when another revision
 * was deployed in between.
 */
export const pinRevision: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (request, { environment, adapters, now }) => {
  const { registry, store } = adapters;
  const bucket = environment.ARTIFACTS_BUCKET;
  const model = { kind: 'model', name: request.model } as const;
  const contestId = identify('ct', { model: request.model, request: request.requestId, asOf: request.asOf });
  const opened = await registry.get(model, contestKey(contestId));
  const contest =
    opened === undefined
      ? await openContest(request, contestId, { bucket, environment: environment.GYRE_ENV, adapters, now })
      : contestSchema.parse(opened.data);
  const recorded = await registry.get(model, revisionKey(contest.revision));
  const revision = revisionSchema.parse(recorded?.data);
  const config = await loadCompiledModel(store, bucket, revision.configKey);
  const versions = (await registry.list(model, VERSION_PREFIX)).map((item) =>
    modelVersionSchema.parse(item.data),
  );
  const own = featuresHash(config.features);
  const invited = invitedVersions(versions, contest.championVersion, config.evaluation.formerChampions);
  const others = invited.filter((version) => version.featuresHash !== own);
  const champion = invited.find(({ version }) => version === contest.championVersion);
  return {
    model: request.model,
    contestId,
    candidateId: contest.candidateId,
    revision: contest.revision,
    configKey: revision.configKey,
    sourceKey: revision.sourceKey,
    jobRoleArn: revision.jobRoleArn,
    image: revision.image,
    dataset: config.dataset,
    datasetVersion: contest.datasetVersion,
    championVersion: contest.championVersion,
    otherConfigKeys: [...new Set(others.map((version) => version.configKey))].sort(),
    ...(config.evaluation.recalibration === undefined || champion === undefined
      ? {}
      : {
          recalibration: {
            ...{ trainEnd: champion.trainEnd, configKey: champion.configKey },
            ...{ featuresHash: champion.featuresHash, contestId: champion.contestId },
          },
        }),
    asOf: request.asOf,
  };
};

async function openContest(
  request: TrainingRequest,
  contestId: string,
  place: {
    readonly bucket: string;
    readonly environment: string;
    readonly adapters: Adapters;
    readonly now: Date;
  },
): Promise<ContestRecord> {
  const { registry, store } = place.adapters;
  const revision = await copyRevision(request.model, place);
  const config = await loadCompiledModel(store, place.bucket, revision.configKey);
  const latest = await registry.get({ kind: 'dataset', name: config.dataset }, LATEST_KEY);
  if (latest === undefined) {
    throw new ContestNotFoundError('the dataset has no version yet', {
      where: `dataset ${config.dataset}`,
      fix: 'upload a file to the landing bucket below the dataset, then ask again',
    });
  }
  const datasetVersion = latestSchema.parse(latest.data).version;
  return registry.transition({ kind: 'model', name: request.model }, async (view) => {
    const existing = await view.get(contestKey(contestId));
    if (existing !== undefined) return { unchanged: contestSchema.parse(existing.data) };
    const aliasItem = await view.get(aliasKey('champion'));
    const championVersion = aliasItem === undefined ? null : aliasSchema.parse(aliasItem.data).version;
    const record: ContestRecord = {
      contestId,
      candidateId: identify('c', { contestId, revision: revision.revision, datasetVersion }),
      requestId: request.requestId,
      cause: request.cause,
      asOf: request.asOf,
      revision: revision.revision,
      datasetVersion,
      championVersion,
      status: 'open',
      openedAt: place.now.toISOString(),
    };
    const sk = revisionKey(revision.revision);
    const revisionWrite: ItemWrite = { sk, entity: 'model-revision', expect: 'absent', data: revision };
    const isNewRevision = (await view.get(sk)) === undefined;
    return {
      writes: [
        { sk: contestKey(contestId), entity: 'contest', expect: 'absent', data: record },
        ...(isNewRevision ? [revisionWrite] : []),
      ],
      event: {
        type: 'contest-opened',
        actor: 'gyre:training/pin-revision',
        cause: request.requestId,
        asOf: request.asOf,
        after: { contestId, revision: revision.revision, datasetVersion, championVersion },
      },
      result: record,
    };
  });
}

/** Copies the deployed configuration and source to their content-addressed places, once. */
async function copyRevision(
  model: string,
  place: {
    readonly bucket: string;
    readonly environment: string;
    readonly adapters: Adapters;
    readonly now: Date;
  },
): Promise<z.infer<typeof revisionSchema>> {
  const { store, parameters } = place.adapters;
  const { bucket } = place;
  const published = await readPublishedRevision(parameters, place.environment, model);
  const { configSha256, sourceSha256, image, jobRoleArn } = published;
  const revision = sha256Hex(`${configSha256}\n${sourceSha256}\n${image}`).slice(0, REVISION_DIGITS);
  const folder = `models/${model}/revisions/${revision}`;
  const [configKey, sourceKey] = [`${folder}/model.json`, `${folder}/sourcedir.tar.gz`];
  // The source last: where it lies, both do.
  if ((await store.head({ bucket, key: sourceKey })) === undefined) {
    await store.copy({ bucket: published.assetBucket, key: published.configKey }, { bucket, key: configKey });
    await store.copy({ bucket: published.assetBucket, key: published.sourceKey }, { bucket, key: sourceKey });
  }
  return {
    ...{ revision, configKey, configSha256, sourceKey, sourceSha256, image, jobRoleArn },
    recordedAt: place.now.toISOString(),
  };
}

export const handler = defineHandler({
  name: 'training/pin-revision',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    parameters: ssmParameters,
  }),
  step: pinRevision,
});
