import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import type { ContractVerdict } from '#core/data/contract-verdict';
import { UnknownDatasetError } from '#core/data/errors';
import { profiledUploadSchema } from '#core/data/upload-facts';
import { type DatasetVersion, verdictSchema } from '#core/data/upload-outcome';
import { RegistryContentionError } from '#core/registry/errors';
import type { AskMessage } from '#core/retraining/retrain-records';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { loadDatasetConfig } from '../../common/load-dataset-config.ts';
import { publishVersions } from '../../common/publish-versions.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';
import { type CommitDecision, decideCommit } from './decide-commit.ts';
import { judgeAgain } from './judge-again.ts';
import { keepContent } from './keep-content.ts';

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
  const { reasons, ...verdict } = parseContract(verdictSchema, await readJson(verdictKey), verdictKey);
  const draft = await keepContent(store, bucket, { dataset, upload, profiled });
  const place = { store, registry, bucket, dataset: dataset.name };
  let { comparedWith } = verdict;
  for (let overtakings = 0; overtakings < MOST_OVERTAKINGS; overtakings += 1) {
    const facts = { dataset, upload, profiled, draft, reasons, comparedWith, at: now.toISOString() };
    const decided = await registry.transition<CommitDecision>(
      { kind: 'dataset', name: dataset.name },
      (view) => decideCommit(view, facts),
    );
    switch (decided.outcome) {
      case 'set-aside':
        return refused(verdictKey);
      case 'outdated':
        return refused(await keepRefusal(outdated(decided.version)));
      case 'overtaken': {
        const { latest } = decided;
        await publishVersions(place, latest);
        const again = { dataset, profiled, after: comparedWith, to: latest, now };
        const refusal = await judgeAgain(store, bucket, again);
        comparedWith = latest;
        if (refusal !== undefined) return refused(await keepRefusal(refusal));
        break;
      }
      case 'committed':
      case 'duplicate': {
        const { outcome, version } = decided;
        if (outcome === 'committed') {
          await publishVersions(place, version.version);
          if (environment.RETRAIN_QUEUE_URL !== undefined)
            await queue.send(environment.RETRAIN_QUEUE_URL, [newData(dataset.name, version)]);
        }
        return { outcome, dataset: dataset.name, version: version.version, rows: version.rows, verdictKey };
      }
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

function outdated(version: number): ContractVerdict {
  const reason = {
    code: 'older-than-latest',
    received: `a whole dataset that landed before the one of version ${version}`,
    allowed: 'the newest file is the dataset',
    fix: 'upload the file again if it is to be the dataset from now on',
  };
  return { verdict: 'quarantine', reasons: [reason] };
}

function newData(dataset: string, { version, rows, maxEventTime }: DatasetVersion): AskMessage {
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
