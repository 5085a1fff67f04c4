import { compileModel } from '#core/config/compiled-model';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';
import {
  labelsIdOf,
  labelsKey,
  type LabelsRecord,
  labelsRecordSchema,
} from '#core/serving/ground-truth-records';
import { bodySchema } from '#lambdas/serving/record-labels/contract';
import { recordLabels } from '#lambdas/serving/record-labels/handler';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { memoryQueue } from '#test/fakes/memory-queue';
import { memoryRegistry } from '#test/fakes/memory-registry';
import { fakeContext } from '#test/fakes/step-context';

export const NOW = new Date('2024-05-10T06:00:00Z');

export const environment = {
  GYRE_ENV: 'test',
  REGISTRY_TABLE: 'registry',
  LANDING_BUCKET: 'landing',
  LAKE_BUCKET: 'lake',
  REPORTS_BUCKET: 'reports',
  INTAKE_QUEUE_URL: 'intake',
};

/** Taxi rides: key `id`, two features of which the model turns the order round, two labels. */
export function rides(change: Readonly<Record<string, unknown>> = {}): DatasetConfig {
  return datasetConfigSchema.parse({
    ...{ name: 'rides', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['minutes', 'late'] },
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      { name: 'distance', type: 'number' },
      { name: 'note', type: 'string', nullable: true },
      { name: 'minutes', type: 'integer', nullable: true },
      { name: 'late', type: 'integer', nullable: true },
    ],
    ...change,
  });
}

/**
 * Labels in memory: two models on one dataset, `duration` returns its rows to it, `lateness` does not.
 * @param clock of the object store
 */
export function labelsRoom(dataset: DatasetConfig = rides(), clock: () => Date = () => NOW) {
  const store = memoryObjectStore(clock);
  const registry = memoryRegistry(() => NOW);
  const queue = memoryQueue();
  const common = { owner: 'operations', risk: 'low', objective: 'rides', dataset: 'rides' };
  const models = [
    modelConfigSchema.parse({
      ...{
        ...common,
        name: 'duration',
        problem: 'regression',
        label: 'minutes',
        features: ['note', 'distance'],
      },
      ...{
        evaluation: { metric: 'rmse' },
        serving: { labelledRowsTo: 'rides' },
        monitoring: { bucket: '1d' },
      },
    }),
    modelConfigSchema.parse({
      ...{ ...common, name: 'lateness', problem: 'binary', label: 'late', features: 'all' },
      ...{ evaluation: { metric: 'auc' }, serving: { capture: 'native' }, monitoring: { bucket: '1h' } },
    }),
  ];
  const published = (name: string) => ({
    ...{ name, configSha256: 'c', sourceSha256: 's', assetBucket: 'assets', configKey: `model-${name}.json` },
    ...{ sourceKey: 'source', jobRoleArn: 'role', image: 'image' },
  });
  const parameters = memoryParameters({
    '/gyre/test/datasets/rides': JSON.stringify({
      name: 'rides',
      assetBucket: 'assets',
      configKey: 'rides.json',
    }),
    ...Object.fromEntries(
      models.map(({ name }) => [`/gyre/test/models/${name}`, JSON.stringify(published(name))]),
    ),
  });
  const put = (key: string, content: unknown) =>
    store.write({ bucket: 'assets', key }, JSON.stringify(content), 'application/json');
  const ready = Promise.all([
    put('rides.json', dataset),
    ...models.map((model) => put(`model-${model.name}.json`, compileModel(model, dataset))),
  ]);
  const context = fakeContext({ environment, adapters: { store, registry, queue, parameters }, now: NOW });

  /** S3's own event for what lies below a key now. */
  const eventOf = async (key: string, time = '2024-05-10T05:00:00Z') => {
    const head = await store.head({ bucket: 'landing', key });
    return {
      ...{ source: 'aws.s3', 'detail-type': 'Object Created', time },
      detail: {
        bucket: { name: 'landing' },
        object: { key, size: head?.sizeBytes, etag: head?.etag, 'version-id': head?.versionId },
      },
    };
  };
  const record = async (event: unknown): Promise<void> => {
    await ready;
    await recordLabels({ messageId: 'm', sentAt: NOW, body: bodySchema.parse(event) }, context);
  };
  /** Puts a label file and handles its event. @returns its id */
  const land = async (key: string, lines: readonly string[], time?: string): Promise<string> => {
    await store.write({ bucket: 'landing', key }, lines.map((line) => `${line}\n`).join(''), 'text/csv');
    const event = await eventOf(key, time);
    await record(event);
    const { etag = '', 'version-id': versionId = '' } = event.detail.object;
    return labelsIdOf({ bucket: 'landing', key, etag, versionId });
  };
  const labelsOf = async (labelsId: string, model = 'duration'): Promise<LabelsRecord | undefined> => {
    const item = await registry.get({ kind: 'model', name: model }, labelsKey(labelsId));
    return item === undefined ? undefined : labelsRecordSchema.parse(item.data);
  };
  const readJson = async (key: string, bucket = 'lake'): Promise<unknown> =>
    JSON.parse(await store.readText({ bucket, key }));
  return { store, registry, queue, context, ready, eventOf, record, land, labelsOf, readJson };
}
