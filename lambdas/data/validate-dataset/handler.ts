import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { DatasetConfig } from '#core/config/dataset-config';
import { judgeUpload, type UploadFacts } from '#core/data/contract-verdict';
import { UnknownDatasetError } from '#core/data/errors';
import { compareTimes } from '#core/data/event-time';
import { KeySet } from '#core/data/key-set';
import { type ProfiledUpload, profiledUploadSchema } from '#core/data/upload-facts';
import { latestSchema } from '#core/data/upload-outcome';
import { LATEST_KEY } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { listVersionObjects } from '../../common/dataset-reader.ts';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { readLines } from '../../common/read-lines.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

interface Adapters {
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly registry: Registry;
}

/** Holds what the pass found against the contract. It only reads and writes one derived object: a repeat is harmless. */
export const validateDataset: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ upload, factsKey }, { environment, adapters, now }) => {
  const { store } = adapters;
  const bucket = environment.LAKE_BUCKET;
  const dataset = await loadDatasetConfig(adapters, environment.GYRE_ENV, upload.dataset);
  if (dataset === undefined) {
    throw new UnknownDatasetError('the dataset is not declared any more', {
      where: upload.dataset,
      fix: 'add datasets/<name>/dataset.yaml again and deploy, then upload the file again',
    });
  }
  const text = await store.readText({ bucket, key: factsKey });
  const profiled = parseContract(profiledUploadSchema, JSON.parse(text), factsKey);
  const knownKeys = await countKnownKeys(adapters, bucket, dataset, profiled);
  const facts = { ...profiled.facts, knownKeys } as UploadFacts;
  const verdict = judgeUpload(dataset, facts, now);
  const verdictKey = `${upload.dataset}/incoming/${upload.uploadId}/verdict.json`;
  await store.write({ bucket, key: verdictKey }, JSON.stringify(verdict), 'application/json');
  return { verdict: verdict.verdict, verdictKey, reasons: verdict.reasons.length };
};

/**
 * Rows whose key an earlier version holds. The same row has the same event time, so only objects whose span of time
 * overlaps the upload's are read; an object with the same content is the same upload and no duplicate.
 */
async function countKnownKeys(
  { store, registry }: Adapters,
  bucket: string,
  dataset: DatasetConfig,
  profiled: ProfiledUpload,
): Promise<number> {
  if (dataset.mode === 'replace' || profiled.facts.goodRows === 0) return 0;
  const item = await registry.get({ kind: 'dataset', name: dataset.name }, LATEST_KEY);
  if (item === undefined) return 0;
  const { version } = latestSchema.parse(item.data);
  const { minEventTime, maxEventTime } = profiled.profile;
  const objects = await listVersionObjects(store, bucket, dataset.name, version);
  if (objects.some((object) => object.sha256 === profiled.sha256)) return 0;
  const overlapping = objects.filter(
    (object) =>
      compareTimes(object.minEventTime, maxEventTime) <= 0 &&
      compareTimes(object.maxEventTime, minEventTime) >= 0,
  );
  if (overlapping.length === 0) return 0;
  const keys = new KeySet();
  for await (const key of linesOf(store, bucket, profiled.keysKey)) keys.add(key);
  let known = 0;
  for (const object of overlapping) {
    for await (const key of linesOf(store, bucket, object.keysKey)) if (keys.has(key)) known += 1;
  }
  return known;
}

async function* linesOf(store: ObjectStore, bucket: string, key: string): AsyncGenerator<string> {
  yield* readLines(await store.read({ bucket, key }));
}

export const handler = defineHandler({
  name: 'data/validate-dataset',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    store: s3ObjectStore,
    parameters: ssmParameters,
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
  }),
  step: validateDataset,
});
