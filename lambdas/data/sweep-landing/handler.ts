import * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { sqsQueue } from '#adapters/sqs-queue';
import { NAME_PATTERN } from '#core/config/names';
import { executionAttempt } from '#core/data/execution-attempt';
import {
  type ClaimMessage,
  datasetOfKey,
  isUpload,
  type Upload,
  uploadIdOf,
  uploadSchema,
} from '#core/data/upload';
import { type UploadRecord, uploadRecordSchema } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { ObjectHead, ObjectStore } from '#ports/object-store';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

interface Adapters {
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly queue: Queue;
  readonly workflow: Workflow;
}

/** The uploads of one dataset. */
interface Claims {
  readonly ids: ReadonlySet<string>;
  /** Those without an end. */
  readonly open: readonly UploadRecord[];
}

const UNKNOWN = 'unknown';
/** Objects asked for at once: one after the other, a full bucket would outlast the function. */
const HEADS_AT_ONCE = 32;

/**
 * Compares what lies in landing with what was claimed: an event that was lost for ever is found within one cycle, and
 * so is a claim that came to no end. A repeat is harmless: claims are conditional and executions are named by them.
 */
export const sweepLanding: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (_tick, { environment, adapters, now, logger }) => {
  const { store, registry, queue, workflow } = adapters;
  const bucket = environment.LANDING_BUCKET;
  const claims = new Map<string, Claims>();
  let [seen, resent] = [0, 0];

  for await (const page of pagesOf(store.list(bucket, ''))) {
    const keys = page.filter(isUpload).map(({ key }) => key);
    seen += keys.length;
    // A listing has no version ids; they are part of an upload's identity.
    const heads = await Promise.all(keys.map((key) => store.head({ bucket, key })));
    const lost: ClaimMessage[] = [];
    for (const head of heads) {
      if (head === undefined) continue;
      const claim = claimOf(bucket, head);
      const id = uploadIdOf(claim);
      const isClaimed = (await claimsOf(claim.dataset)).ids.has(id) || (await claimsOf(UNKNOWN)).ids.has(id);
      if (!isClaimed) lost.push(claim);
    }
    await queue.send(environment.INTAKE_QUEUE_URL, lost);
    resent += lost.length;
  }

  // Of the datasets met above: joined rows are claimed elsewhere, and what was claimed may be deleted by now.
  let [restarted, stuck] = [0, 0];
  for (const record of [...claims.values()].flatMap(({ open }) => open)) {
    const { name, isStuck } = executionAttempt(record.uploadId, record.claimedAt, now);
    const upload: Upload = claimedUploadSchema.parse(record);
    const outcome = await workflow.start(environment.DATA_MACHINE_ARN, name, upload);
    if (outcome === 'started') restarted += 1;
    if (!isStuck) continue;
    stuck += 1;
    logger.error('an upload comes to no end', { uploadId: record.uploadId, dataset: record.dataset });
  }
  return { seen, resent, restarted, stuck };

  async function claimsOf(dataset: string): Promise<Claims> {
    const known = claims.get(dataset);
    if (known !== undefined) return known;
    // A folder may be called anything; only names that datasets can have are looked up.
    const items = NAME_PATTERN.test(dataset)
      ? await registry.list({ kind: 'dataset', name: dataset }, uploadKey(''))
      : [];
    const records = items.map((item) => uploadRecordSchema.parse(item.data));
    const found = {
      ids: new Set(records.map(({ uploadId }) => uploadId)),
      open: records.filter(({ status }) => status === 'claimed'),
    };
    claims.set(dataset, found);
    return found;
  }
};

/** What was claimed, without how it went on. */
const claimedUploadSchema = z.object(uploadSchema.shape);

function claimOf(bucket: string, head: ObjectHead): ClaimMessage {
  const { key, versionId, etag, sizeBytes } = head;
  const facts = { bucket, key, ...(versionId === undefined ? {} : { versionId }), etag, sizeBytes };
  const landedAt = head.lastModified.toISOString();
  return { kind: 'claim', origin: 'landing', dataset: datasetOfKey(key), ...facts, landedAt };
}

async function* pagesOf(objects: AsyncIterable<ObjectHead>): AsyncGenerator<readonly ObjectHead[]> {
  let page: ObjectHead[] = [];
  for await (const object of objects) {
    page.push(object);
    if (page.length < HEADS_AT_ONCE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

export const handler = defineHandler({
  name: 'data/sweep-landing',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    store: s3ObjectStore,
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    queue: sqsQueue,
    workflow: sfnWorkflow,
  }),
  step: sweepLanding,
});
