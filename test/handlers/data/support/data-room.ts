import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { manifestSchema } from '#core/data/manifest';
import type { Upload } from '#core/data/upload';
import { type UploadRecord, uploadRecordSchema } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import { bodySchema } from '#lambdas/data/claim-upload/contract';
import { claimUpload } from '#lambdas/data/claim-upload/handler';
import * as commit from '#lambdas/data/commit-dataset/contract';
import { commitDataset } from '#lambdas/data/commit-dataset/handler';
import * as profile from '#lambdas/data/profile-dataset/contract';
import { profileDataset } from '#lambdas/data/profile-dataset/handler';
import * as quarantine from '#lambdas/data/quarantine-dataset/contract';
import { quarantineDataset } from '#lambdas/data/quarantine-dataset/handler';
import * as validate from '#lambdas/data/validate-dataset/contract';
import { validateDataset } from '#lambdas/data/validate-dataset/handler';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { memoryQueue } from '#test/fakes/memory-queue';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { memoryWorkflow } from '#test/fakes/memory-workflow';
import { fakeContext } from '#test/fakes/step-context';

export const NOW = new Date('2024-05-10T00:00:00Z');

export const environment = {
  GYRE_ENV: 'test',
  REGISTRY_TABLE: 'registry',
  LANDING_BUCKET: 'landing',
  LAKE_BUCKET: 'lake',
  DATA_MACHINE_ARN: 'machine',
  INTAKE_QUEUE_URL: 'intake',
  RETRAIN_QUEUE_URL: 'retrain',
};

/** The small dataset of the tests: every column type, key `id`, label `late`. */
export function trips(change: Readonly<Record<string, unknown>> = {}): DatasetConfig {
  return datasetConfigSchema.parse({
    ...{ name: 'trips', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['late'] },
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      { name: 'stops', type: 'integer', range: { minimum: 0, maximum: 9 } },
      { name: 'note', type: 'string', nullable: true },
      { name: 'late', type: 'integer', nullable: true },
    ],
    ...change,
  });
}

/** The data room in memory: steps called as the state machine calls them, contracts checked on every call. */
export function dataRoom(...datasets: readonly DatasetConfig[]) {
  const store = memoryObjectStore(() => NOW);
  const registry = memoryRegistry(() => NOW);
  const workflow = memoryWorkflow();
  const queue = memoryQueue();
  const parameters = memoryParameters(
    Object.fromEntries(
      datasets.map(({ name }) => [
        `/gyre/test/datasets/${name}`,
        JSON.stringify({ name, assetBucket: 'assets', configKey: `${name}.json` }),
      ]),
    ),
  );
  const ready = Promise.all(
    datasets.map((dataset) =>
      store.write(
        { bucket: 'assets', key: `${dataset.name}.json` },
        JSON.stringify(dataset),
        'application/json',
      ),
    ),
  );
  const context = fakeContext({
    environment,
    adapters: { store, registry, workflow, queue, parameters },
    now: NOW,
  });

  const claim = async (body: unknown): Promise<void> => {
    await ready;
    await claimUpload({ messageId: 'm', sentAt: NOW, body: bodySchema.parse(body) }, context);
  };

  /** S3's own event for what lies below a key now. */
  const eventOf = async (key: string) => {
    const head = await store.head({ bucket: 'landing', key });
    return {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: {
        bucket: { name: 'landing' },
        object: { key, size: head?.sizeBytes, etag: head?.etag, 'version-id': head?.versionId },
      },
    };
  };

  /** One execution of the data machine, from the upload that claiming started. */
  const run = async (upload: Upload) => {
    let [factsKey, verdictKey, errorName] = ['', '', ''];
    const setAside = async () => {
      const input = quarantine.inputSchema.parse({ upload, verdictKey, errorName });
      return quarantine.outputSchema.parse(await quarantineDataset(input, context));
    };
    try {
      const profiled = await profileDataset(profile.inputSchema.parse(upload), context);
      factsKey = profile.outputSchema.parse(profiled).factsKey;
      const validated = await validateDataset(validate.inputSchema.parse({ upload, factsKey }), context);
      ({ verdictKey } = validate.outputSchema.parse(validated));
      if (validated.verdict === 'quarantine') return await setAside();
    } catch (error) {
      errorName = error instanceof Error ? error.name : 'unknown';
      verdictKey = '';
      return setAside();
    }
    const input = commit.inputSchema.parse({ upload, factsKey, verdictKey });
    const committed = commit.outputSchema.parse(await commitDataset(input, context));
    if (committed.outcome !== 'refused') return committed;
    ({ verdictKey } = committed);
    return setAside();
  };

  const land = async (key: string, body: string | Uint8Array): Promise<Upload> => {
    await store.write({ bucket: 'landing', key }, body, 'text/csv');
    await claim(await eventOf(key));
    const upload = workflow.started.at(-1)?.input as Upload | undefined;
    if (upload === undefined) throw new Error('nothing was started');
    return upload;
  };

  const recordOf = async (uploadId: string, dataset = 'trips'): Promise<UploadRecord | undefined> => {
    const item = await registry.get({ kind: 'dataset', name: dataset }, uploadKey(uploadId));
    return item === undefined ? undefined : uploadRecordSchema.parse(item.data);
  };

  const readJson = async (key: string): Promise<unknown> =>
    JSON.parse(await store.readText({ bucket: 'lake', key }));
  const manifestOf = async (version: number, dataset = 'trips') =>
    manifestSchema.parse(
      await readJson(`${dataset}/versions/${String(version).padStart(6, '0')}/manifest.json`),
    );

  return {
    store,
    registry,
    workflow,
    queue,
    context,
    claim,
    eventOf,
    run,
    land,
    recordOf,
    readJson,
    manifestOf,
  };
}
