import * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { DatasetConfig } from '#core/config/dataset-config';
import { type CommitDraft, draftKey } from '#core/data/commit-draft';
import {
  type ContractVerdict,
  judgeUpload,
  type Reason,
  type UploadFacts,
} from '#core/data/contract-verdict';
import { UnknownDatasetError } from '#core/data/errors';
import { contractHash } from '#core/data/manifest';
import { type CommitPlan, planCommit } from '#core/data/plan-commit';
import { landedBefore, type Upload } from '#core/data/upload';
import { type ProfiledUpload, profiledUploadSchema } from '#core/data/upload-facts';
import {
  type DatasetVersion,
  datasetVersionSchema,
  latestSchema,
  uploadRecordSchema,
  verdictSchema,
} from '#core/data/upload-outcome';
import { RegistryContentionError } from '#core/registry/errors';
import { LATEST_KEY, objectKey, uploadKey, versionKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { AggregateView, NoTransition, Registry, TransitionPlan } from '#ports/registry';
import { countKnownKeys } from '../../common/count-known-keys.ts';
import { readManifests } from '../../common/dataset-reader.ts';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { publishVersions } from '../../common/publish-versions.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

interface Adapters {
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly registry: Registry;
  readonly queue: Queue;
}

/** Other uploads that may come first, one after the other, before this one gives up and is retried. */
const MOST_OVERTAKINGS = 200;

/**
 * Makes an accepted upload the next dataset version: the content-addressed object and a draft first, then one
 * transaction, then what is derived from both (manifest, merged profile). A repeat finds the version of this upload
 * and completes what is missing.
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
  const verdict = parseContract(verdictSchema, await readJson(verdictKey), verdictKey);
  const draft = draftOf(dataset, upload, profiled);
  await keepContent(store, bucket, profiled, draft);
  const place = { store, registry, bucket, dataset: dataset.name };
  let { comparedWith } = verdict;
  for (let overtakings = 0; overtakings < MOST_OVERTAKINGS; overtakings += 1) {
    const facts = { dataset, upload, profiled, draft, verdict, comparedWith, at: now.toISOString() };
    const decided = await registry.transition<Decided>({ kind: 'dataset', name: dataset.name }, (view) =>
      decide(view, facts),
    );
    if (decided.outcome === 'set-aside') return refused(verdictKey);
    if (decided.outcome === 'outdated') {
      return refused(await keepRefusal({ verdict: 'quarantine', reasons: [outdated(decided.version)] }));
    }
    if (decided.outcome !== 'overtaken') {
      const { outcome, version } = decided;
      if (outcome === 'committed') {
        await publishVersions(place, version.version);
        if (environment.RETRAIN_QUEUE_URL !== undefined)
          await queue.send(environment.RETRAIN_QUEUE_URL, [newData(dataset.name, version)]);
      }
      return { outcome, dataset: dataset.name, version: version.version, rows: version.rows, verdictKey };
    }
    // The keys of what came in between are compared outside of the transaction: they may be many.
    await publishVersions(place, decided.latest);
    const range = { after: comparedWith, to: decided.latest };
    const manifests = await readManifests(store, bucket, dataset.name, range);
    const added = manifests.flatMap((manifest) => manifest.added);
    const knownKeys = await countKnownKeys(store, bucket, profiled, added);
    comparedWith = decided.latest;
    if (knownKeys > 0) {
      const facts = { ...profiled.facts, knownKeys } as UploadFacts;
      return refused(await keepRefusal(judgeUpload(dataset, facts, now)));
    }
  }
  throw new RegistryContentionError('other uploads came first again and again', {
    where: dataset.name,
    received: `${MOST_OVERTAKINGS} times another version since this upload was validated`,
    fix: 'retry',
  });

  function refused(reasonsKey: string): z.infer<typeof outputSchema> {
    return { outcome: 'refused', dataset: upload.dataset, version: 0, rows: 0, verdictKey: reasonsKey };
  }

  async function keepRefusal(refusal: ContractVerdict): Promise<string> {
    const key = `${upload.dataset}/incoming/${upload.uploadId}/verdict-at-commit.json`;
    await store.write({ bucket, key }, JSON.stringify({ ...refusal, comparedWith }), 'application/json');
    return key;
  }
};

type Decided =
  | CommitPlan['result']
  /** Versions were committed after the one that the upload's keys were compared with. */
  | { readonly outcome: 'overtaken'; readonly latest: number }
  /** A newer file is the whole dataset by now. */
  | { readonly outcome: 'outdated'; readonly version: number }
  /** It was quarantined already, which is final. */
  | { readonly outcome: 'set-aside' };

interface Facts {
  readonly dataset: DatasetConfig;
  readonly upload: Upload;
  readonly profiled: ProfiledUpload;
  readonly draft: CommitDraft;
  readonly verdict: z.infer<typeof verdictSchema>;
  readonly comparedWith: number;
  readonly at: string;
}

async function decide(
  view: AggregateView,
  facts: Facts,
): Promise<TransitionPlan<Decided> | NoTransition<Decided>> {
  const { dataset, upload, profiled, draft, verdict, comparedWith, at } = facts;
  const uploadItem = await view.get(uploadKey(upload.uploadId));
  const record = uploadItem === undefined ? undefined : uploadRecordSchema.parse(uploadItem.data);
  if (record?.status === 'quarantined') return { unchanged: { outcome: 'set-aside' } };
  if (record?.version !== undefined) {
    const outcome = record.status === 'duplicate' ? 'duplicate' : 'committed';
    return { unchanged: { outcome, version: await versionOf(view, record.version) } };
  }
  const latestItem = await view.get(LATEST_KEY);
  const latest = latestItem === undefined ? undefined : latestSchema.parse(latestItem.data);
  if (dataset.mode === 'append' && latest !== undefined && latest.version > comparedWith) {
    return { unchanged: { outcome: 'overtaken', latest: latest.version } };
  }
  if (dataset.mode === 'replace' && latest !== undefined) {
    const { uploadId } = await versionOf(view, latest.version);
    const newest = await view.get(uploadKey(uploadId));
    if (newest !== undefined && landedBefore(upload, uploadRecordSchema.parse(newest.data))) {
      return { unchanged: { outcome: 'outdated', version: latest.version } };
    }
  }
  const sameContent = await view.get(objectKey(profiled.sha256));
  const existing =
    sameContent === undefined
      ? undefined
      : await versionOf(view, contentSchema.parse(sameContent.data).version);
  return planCommit({
    dataset,
    upload,
    object: draft.object,
    rejectedRows: profiled.facts.rejectedRows,
    reasons: verdict.reasons,
    latest,
    latestRevision: latestItem?.revision,
    uploadRevision: uploadItem?.revision,
    ...(record === undefined ? {} : { claimedAt: record.claimedAt }),
    existing,
    at,
  });
}

const contentSchema = z.strictObject({ version: z.int() });

async function versionOf(view: AggregateView, number: number): Promise<DatasetVersion> {
  return datasetVersionSchema.parse((await view.get(versionKey(number)))?.data);
}

function draftOf(dataset: DatasetConfig, upload: Upload, profiled: ProfiledUpload): CommitDraft {
  const { facts, profile, sha256, normalised, isReordered } = profiled;
  const key = `${dataset.name}/objects/${sha256}`;
  const { uploadId, origin, bucket, versionId } = upload;
  const { minEventTime, maxEventTime } = profile;
  const rows = facts.goodRows;
  return {
    object: { key, keysKey: `${key}.keys`, sha256, rows, uploadId, minEventTime, maxEventTime },
    isWhole: dataset.mode === 'replace',
    rows: { in: facts.rows, out: rows, rejected: facts.rejectedRows, reasons: facts.breachCounts },
    contractHash: contractHash(dataset),
    normalised: [...normalised, ...(isReordered ? ['reordered-columns'] : [])],
    source: {
      ...{ origin, bucket, key: upload.key, uploadId },
      ...(versionId === undefined ? {} : { versionId }),
    },
    profile,
  };
}

/** Content first: what the transaction names must exist. A key made of the content never needs a second copy. */
async function keepContent(
  store: ObjectStore,
  bucket: string,
  { rowsKey, keysKey, sha256 }: ProfiledUpload,
  draft: CommitDraft,
): Promise<void> {
  const copies = [
    [rowsKey, draft.object.key],
    [keysKey, draft.object.keysKey],
  ] as const;
  for (const [from, to] of copies) {
    if ((await store.head({ bucket, key: to })) === undefined)
      await store.copy({ bucket, key: from }, { bucket, key: to });
  }
  const [dataset = ''] = draft.object.key.split('/', 1);
  const key = draftKey(dataset, { uploadId: draft.object.uploadId, sha256 });
  await store.write({ bucket, key }, JSON.stringify(draft), 'application/json');
}

function outdated(version: number): Reason {
  return {
    code: 'older-than-latest',
    received: `a whole dataset that landed before the one of version ${version}`,
    allowed: 'the newest file is the dataset',
    fix: 'upload the file again if it is to be the dataset from now on',
  };
}

function newData(dataset: string, { version, rows, maxEventTime }: DatasetVersion) {
  return { kind: 'new-data', dataset, version, newRows: rows, asOf: maxEventTime };
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
