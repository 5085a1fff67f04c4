import * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { sqsQueue } from '#adapters/sqs-queue';
import { type ClaimMessage, datasetOfKey, LABELS_PREFIX, uploadIdOf, uploadSchema } from '#core/data/upload';
import { uploadRecordSchema } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
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

const UNKNOWN = 'unknown';
/** What was claimed, without how it went on. */
const claimedUploadSchema = z.object(uploadSchema.shape);

/**
 * Compares what lies in landing with what was claimed: an event that was lost for ever is found within one cycle.
 * A repeat is harmless: claims are conditional and executions are named by them.
 */
export const sweepLanding: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (_tick, { environment, adapters }) => {
  const { store, registry, queue, workflow } = adapters;
  const bucket = environment.LANDING_BUCKET;
  let seen = 0;
  let restarted = 0;
  const lost: ClaimMessage[] = [];
  for await (const listed of store.list(bucket, '')) {
    if (listed.key.startsWith(LABELS_PREFIX)) continue;
    seen += 1;
    // A listing has no version ids; they are part of an upload's identity.
    const head = await store.head({ bucket, key: listed.key });
    if (head === undefined) continue;
    const version = head.versionId === undefined ? {} : { versionId: head.versionId };
    const facts = { bucket, key: listed.key, ...version, etag: head.etag };
    const uploadId = uploadIdOf(facts);
    const dataset = datasetOfKey(listed.key);
    const item =
      (dataset === ''
        ? undefined
        : await registry.get({ kind: 'dataset', name: dataset }, uploadKey(uploadId))) ??
      (await registry.get({ kind: 'dataset', name: UNKNOWN }, uploadKey(uploadId)));
    if (item === undefined) {
      lost.push({ kind: 'claim', origin: 'landing', dataset, ...facts, sizeBytes: head.sizeBytes });
      continue;
    }
    const record = uploadRecordSchema.parse(item.data);
    if (record.status !== 'claimed') continue;
    const upload = claimedUploadSchema.parse(record);
    const outcome = await workflow.start(environment.DATA_MACHINE_ARN, uploadId, upload);
    if (outcome === 'started') restarted += 1;
  }
  await queue.send(environment.INTAKE_QUEUE_URL, lost);
  return { seen, resent: lost.length, restarted };
};

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
