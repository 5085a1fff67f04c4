import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { compiledModelSchema } from '#core/config/compiled-model';
import { latestSchema } from '#core/data/upload-outcome';
import { aliasSchema } from '#core/deployment/deployment-record';
import { identify, sha256Hex } from '#core/registry/identify';
import { aliasKey, contestKey, LATEST_KEY, revisionKey } from '#core/registry/keys';
import type { ContestRecord } from '#core/training/training-records';
import { ContestNotFoundError } from '#core/training/errors';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { ItemWrite, Registry } from '#ports/registry';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { readPublishedRevision } from '../../common/load-model-revision.ts';
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
 * A repeat gives the same contest id and finds its record.
 */
export const pinRevision: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (request, { environment, adapters, now }) => {
  const { registry, store } = adapters;
  const bucket = environment.ARTIFACTS_BUCKET;
  const published = await readPublishedRevision(adapters.parameters, environment.GYRE_ENV, request.model);
  const revision = sha256Hex(
    `${published.configSha256}\n${published.sourceSha256}\n${published.image}`,
  ).slice(0, REVISION_DIGITS);
  const folder = `models/${request.model}/revisions/${revision}`;
  const [configKey, sourceKey] = [`${folder}/model.json`, `${folder}/sourcedir.tar.gz`];
  if ((await store.head({ bucket, key: sourceKey })) === undefined) {
    await store.copy({ bucket: published.assetBucket, key: published.configKey }, { bucket, key: configKey });
    await store.copy({ bucket: published.assetBucket, key: published.sourceKey }, { bucket, key: sourceKey });
  }
  const config = parseContract(
    compiledModelSchema,
    JSON.parse(await store.readText({ bucket, key: configKey })),
    configKey,
  );
  const latest = await registry.get({ kind: 'dataset', name: config.dataset }, LATEST_KEY);
  if (latest === undefined) {
    throw new ContestNotFoundError('the dataset has no version yet', {
      where: `dataset ${config.dataset}`,
      fix: 'upload a file to the landing bucket below the dataset, then ask again',
    });
  }
  const datasetVersion = latestSchema.parse(latest.data).version;
  const contestId = identify('ct', { model: request.model, request: request.requestId, asOf: request.asOf });
  const model = { kind: 'model', name: request.model } as const;
  const contest = await registry.transition(model, async (view) => {
    const existing = await view.get(contestKey(contestId));
    if (existing !== undefined) return { unchanged: existing.data as ContestRecord };
    const aliasItem = await view.get(aliasKey('champion'));
    const championVersion = aliasItem === undefined ? null : aliasSchema.parse(aliasItem.data).version;
    const record: ContestRecord = {
      contestId,
      candidateId: identify('c', { contestId, revision, datasetVersion }),
      requestId: request.requestId,
      cause: request.cause,
      asOf: request.asOf,
      revision,
      datasetVersion,
      championVersion,
      status: 'open',
      openedAt: now.toISOString(),
    };
    const isNewRevision = (await view.get(revisionKey(revision))) === undefined;
    const revisionWrite: ItemWrite = {
      sk: revisionKey(revision),
      entity: 'model-revision',
      expect: 'absent',
      data: {
        ...{ revision, configKey, sourceKey, image: published.image, jobRoleArn: published.jobRoleArn },
        configSha256: published.configSha256,
        sourceSha256: published.sourceSha256,
        recordedAt: now.toISOString(),
      },
    };
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
        after: { contestId, revision, datasetVersion, championVersion },
      },
      result: record,
    };
  });
  return {
    model: request.model,
    contestId,
    candidateId: contest.candidateId,
    revision,
    configKey,
    sourceKey,
    jobRoleArn: published.jobRoleArn,
    image: published.image,
    dataset: config.dataset,
    datasetVersion: contest.datasetVersion,
    championVersion: contest.championVersion,
    asOf: request.asOf,
  };
};

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
