import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { ssmParameters } from '#adapters/ssm-parameters';
import { judgeUpload, type UploadFacts } from '#core/data/contract-verdict';
import { UnknownDatasetError } from '#core/data/errors';
import { profiledUploadSchema } from '#core/data/upload-facts';
import { latestSchema, uploadRecordSchema } from '#core/data/upload-outcome';
import { LATEST_KEY, uploadKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { countKnownKeys } from '../../common/count-known-keys.ts';
import { listVersionObjects } from '../../common/dataset-reader.ts';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { publishVersions } from '../../common/publish-versions.ts';
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
  const { store, registry } = adapters;
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
  const aggregate = { kind: 'dataset', name: dataset.name } as const;
  const latest = await registry.get(aggregate, LATEST_KEY);
  const comparedWith = latest === undefined ? 0 : latestSchema.parse(latest.data).version;
  let knownKeys = 0;
  if (dataset.mode === 'append' && comparedWith > 0) {
    await publishVersions({ store, registry, bucket, dataset: dataset.name }, comparedWith);
    const objects = await listVersionObjects(store, bucket, dataset.name, comparedWith);
    knownKeys = await countKnownKeys(store, bucket, profiled, objects);
  }
  // Freshness counts from the claim: the answer must not depend on when, or how often, this runs.
  const claimed = await registry.get(aggregate, uploadKey(upload.uploadId));
  const landedAt = claimed === undefined ? now : new Date(uploadRecordSchema.parse(claimed.data).claimedAt);
  const facts = { ...profiled.facts, knownKeys } as UploadFacts;
  const verdict = { ...judgeUpload(dataset, facts, landedAt), comparedWith };
  const verdictKey = `${upload.dataset}/incoming/${upload.uploadId}/verdict.json`;
  await store.write({ bucket, key: verdictKey }, JSON.stringify(verdict), 'application/json');
  return { verdict: verdict.verdict, verdictKey, reasons: verdict.reasons.length };
};

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
