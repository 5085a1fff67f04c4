import * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import { planCommit } from '#core/data/plan-commit';
import { UnknownDatasetError } from '#core/data/errors';
import {
  contractHash,
  type Manifest,
  SNAPSHOT_EVERY,
  snapshotKey,
  versionProfileKey,
} from '#core/data/manifest';
import { type DatasetProfile, mergeProfiles } from '#core/data/profile';
import { datasetProfileSchema, profiledUploadSchema } from '#core/data/upload-facts';
import {
  datasetVersionSchema,
  latestSchema,
  reasonSchema,
  uploadRecordSchema,
} from '#core/data/upload-outcome';
import { LATEST_KEY, objectKey, uploadKey, versionKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import { listVersionObjects } from '../../common/dataset-reader.ts';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

const verdictSchema = z.strictObject({ verdict: z.literal('accept'), reasons: z.array(reasonSchema) });

interface Adapters {
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly registry: Registry;
  readonly queue: Queue;
}

/**
 * Makes an accepted upload the next dataset version: the content-addressed object first, then one transaction, then
 * what is derived from it (manifest, merged profile). A repeat finds the version of this upload and writes the same
 * derived objects again.
 */
export const commitDataset: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ upload, factsKey, verdictKey }, { environment, adapters, now }) => {
  const { store, registry, queue } = adapters;
  const bucket = environment.LAKE_BUCKET;
  const readJson = async (key: string): Promise<unknown> => JSON.parse(await store.readText({ bucket, key }));
  const dataset = await loadDatasetConfig(adapters, environment.GYRE_ENV, upload.dataset);
  if (dataset === undefined) {
    throw new UnknownDatasetError('the dataset is not declared any more', {
      where: upload.dataset,
      fix: 'add datasets/<name>/dataset.yaml again and deploy, then upload the file again',
    });
  }
  const profiled = parseContract(profiledUploadSchema, await readJson(factsKey), factsKey);
  const { reasons } = parseContract(verdictSchema, await readJson(verdictKey), verdictKey);
  const object = {
    key: `${dataset.name}/objects/${profiled.sha256}`,
    keysKey: `${dataset.name}/objects/${profiled.sha256}.keys`,
    sha256: profiled.sha256,
    rows: profiled.facts.goodRows,
    uploadId: upload.uploadId,
    minEventTime: profiled.profile.minEventTime,
    maxEventTime: profiled.profile.maxEventTime,
  };
  await store.copy({ bucket, key: profiled.rowsKey }, { bucket, key: object.key });
  await store.copy({ bucket, key: profiled.keysKey }, { bucket, key: object.keysKey });

  const aggregate = { kind: 'dataset', name: dataset.name } as const;
  const committed = await registry.transition(aggregate, async (view) => {
    const uploadItem = await view.get(uploadKey(upload.uploadId));
    const record = uploadItem === undefined ? undefined : uploadRecordSchema.parse(uploadItem.data);
    if (record?.version !== undefined) {
      const item = await view.get(versionKey(record.version));
      const version = datasetVersionSchema.parse(item?.data);
      return {
        unchanged: { outcome: record.status === 'duplicate' ? 'duplicate' : 'committed', version } as const,
      };
    }
    const latestItem = await view.get(LATEST_KEY);
    const latest = latestItem === undefined ? undefined : latestSchema.parse(latestItem.data);
    const sameContent = await view.get(objectKey(profiled.sha256));
    return planCommit({
      dataset,
      upload,
      object,
      rejectedRows: profiled.facts.rejectedRows,
      reasons,
      latest,
      latestRevision: latestItem?.revision,
      uploadRevision: uploadItem?.revision,
      ...(record === undefined ? {} : { claimedAt: record.claimedAt }),
      existing: sameContent === undefined ? undefined : await versionOf(view, sameContent.data),
      at: now.toISOString(),
    });
  });
  const { version } = committed;
  const result = { dataset: dataset.name, version: version.version, rows: version.rows };
  if (committed.outcome === 'duplicate') return { outcome: 'duplicate', ...result };

  const earlier =
    dataset.mode === 'replace' && version.parent > 0
      ? await listVersionObjects(store, bucket, dataset.name, version.parent)
      : [];
  const manifest: Manifest = {
    dataset: dataset.name,
    version: version.version,
    parent: version.parent,
    added: [object],
    removed: earlier.map((old) => old.key),
    rows: {
      in: profiled.facts.rows,
      out: profiled.facts.goodRows,
      rejected: profiled.facts.rejectedRows,
      reasons: profiled.facts.breachCounts,
    },
    totalRows: version.totalRows,
    schemaHash: version.schemaHash,
    columnOrderHash: version.columnOrderHash,
    contractHash: contractHash(dataset),
    normalised: [...profiled.normalised, ...(profiled.isReordered ? ['reordered-columns'] : [])],
    source: {
      origin: upload.origin,
      bucket: upload.bucket,
      key: upload.key,
      ...(upload.versionId === undefined ? {} : { versionId: upload.versionId }),
      uploadId: upload.uploadId,
    },
    committedAt: version.committedAt,
  };
  await store.write({ bucket, key: version.manifestKey }, JSON.stringify(manifest), 'application/json');
  const profile = await mergedProfile(version.parent, profiled.profile, dataset.mode);
  await store.write(
    { bucket, key: versionProfileKey(dataset.name, version.version) },
    JSON.stringify(profile),
    'application/json',
  );
  if (version.version % SNAPSHOT_EVERY === 0) {
    const objects = await objectsWithoutSnapshot(version.version);
    const snapshot = { dataset: dataset.name, version: version.version, objects };
    await store.write(
      { bucket, key: snapshotKey(dataset.name, version.version) },
      JSON.stringify(snapshot),
      'application/json',
    );
  }
  if (environment.RETRAIN_QUEUE_URL !== undefined) {
    await queue.send(environment.RETRAIN_QUEUE_URL, [
      {
        kind: 'new-data',
        dataset: dataset.name,
        version: version.version,
        newRows: version.rows,
        asOf: version.maxEventTime,
      },
    ]);
  }
  return { outcome: 'committed', ...result };

  /** profile(n) = merge(profile(n - 1), profile of the new object): no row is read again. */
  async function mergedProfile(
    parent: number,
    added: DatasetProfile,
    mode: 'append' | 'replace',
  ): Promise<DatasetProfile> {
    if (parent === 0 || mode === 'replace') return added;
    const key = versionProfileKey(upload.dataset, parent);
    return mergeProfiles(parseContract(datasetProfileSchema, await readJson(key), key), added);
  }

  async function objectsWithoutSnapshot(number: number) {
    const before = await listVersionObjects(store, bucket, upload.dataset, number - 1);
    const removed = new Set(manifest.removed);
    return [...before.filter((old) => !removed.has(old.key)), object];
  }
};

async function versionOf(
  view: { get(sk: string): Promise<{ readonly data: unknown } | undefined> },
  data: unknown,
): Promise<z.infer<typeof datasetVersionSchema>> {
  const { version } = z.strictObject({ version: z.int() }).parse(data);
  return datasetVersionSchema.parse((await view.get(versionKey(version)))?.data);
}

export const handler = defineHandler({
  name: 'data/commit-dataset',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    store: s3ObjectStore,
    parameters: ssmParameters,
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    queue: sqsQueue,
  }),
  step: commitDataset,
});
