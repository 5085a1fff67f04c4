import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { sqsQueue } from '#adapters/sqs-queue';
import { ssmParameters } from '#adapters/ssm-parameters';
import { type ClaimMessage, datasetOfKey, isUpload, type Upload, uploadOf } from '#core/data/upload';
import { type UploadRecord, uploadRecordSchema } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import type { Step } from '../../common/define-handler.ts';
import { defineQueueHandler, type QueueMessage } from '../../common/define-queue-handler.ts';
import { admitUpload } from '../../common/open-uploads.ts';
import { ACTOR, bodySchema, environmentSchema } from './contract.ts';
import { unknownAmong } from './declared-datasets.ts';
import { quarantineUnknown } from './quarantine-unknown.ts';

/**
 * How long an upload waits whose dataset has enough in work. Ten thousand that wait come back at a rate that ten
 * functions keep up with, so that those of other datasets never stand behind them.
 */
const PUT_OFF_SECONDS = 60;

interface Adapters {
  readonly registry: Registry;
  readonly workflow: Workflow;
  readonly parameters: Parameters;
  readonly store: ObjectStore;
  readonly queue: Queue;
}

/**
 * Claims an upload by a conditional write and starts its execution, named by the claim.
 * A repeat is harmless: the claim exists, and StartExecution answers that the execution does.
 *
 * A dataset has so many uploads in work at once; the others stay in the queue. Rows that a join hands in do not wait
 * behind what people land: there is one such upload a model.
 */
export const claimUpload: Step<
  QueueMessage<z.infer<typeof bodySchema>>,
  void,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ body }, { environment, adapters, now, logger }) => {
  const claim = 'kind' in body ? body : claimOf(body);
  if (claim.origin === 'landing' && (claim.bucket !== environment.LANDING_BUCKET || !isUpload(claim))) {
    logger.info('not a dataset upload', { key: claim.key });
    return;
  }
  const upload = uploadOf(claim);
  const declared = await unknownAmong(adapters.parameters, environment.GYRE_ENV, upload.dataset);
  if (declared !== undefined) {
    const place = { ...adapters, lakeBucket: environment.LAKE_BUCKET };
    await quarantineUnknown(place, upload, declared, now);
    return;
  }
  const status = await claimFor(adapters.registry, upload, now);
  if (status === 'put-off') {
    logger.info('put off: the dataset has enough in work', { uploadId: upload.uploadId });
    const options = { delaySeconds: PUT_OFF_SECONDS };
    await adapters.queue.send(environment.INTAKE_QUEUE_URL, [claim], options);
    return;
  }
  if (status !== 'claimed') return;
  await adapters.workflow.start(environment.DATA_MACHINE_ARN, upload.uploadId, upload);
};

/** @returns how the upload stands; `put-off` when it is not claimed because too many of its dataset are in work */
function claimFor(
  registry: Registry,
  upload: Upload,
  now: Date,
): Promise<UploadRecord['status'] | 'put-off'> {
  return registry.transition({ kind: 'dataset', name: upload.dataset }, async (view) => {
    const existing = await view.get(uploadKey(upload.uploadId));
    if (existing !== undefined) return { unchanged: uploadRecordSchema.parse(existing.data).status };
    const place = upload.origin === 'landing' ? await admitUpload(view, upload.uploadId, now) : [];
    if (place === undefined) return { unchanged: 'put-off' as const };
    const record: UploadRecord = { ...upload, status: 'claimed', claimedAt: now.toISOString() };
    return {
      writes: [
        { sk: uploadKey(upload.uploadId), entity: 'upload', expect: 'absent', data: record },
        ...place,
      ],
      event: {
        type: 'upload-claimed',
        actor: ACTOR,
        cause: upload.uploadId,
        after: { sizeBytes: upload.sizeBytes, origin: upload.origin },
      },
      result: record.status,
    };
  });
}

function claimOf(event: Exclude<z.infer<typeof bodySchema>, ClaimMessage>): ClaimMessage {
  const { bucket, object } = event.detail;
  const versionId = object['version-id'];
  const landedAt = event.time;
  return {
    kind: 'claim',
    origin: 'landing',
    dataset: datasetOfKey(object.key),
    bucket: bucket.name,
    key: object.key,
    ...(versionId === undefined ? {} : { versionId }),
    etag: object.etag,
    sizeBytes: object.size,
    ...(landedAt === undefined ? {} : { landedAt }),
    ...(object.sequencer === undefined ? {} : { sequencer: object.sequencer }),
  };
}

export const handler = defineQueueHandler({
  name: 'data/claim-upload',
  body: bodySchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    workflow: sfnWorkflow,
    parameters: ssmParameters,
    store: s3ObjectStore,
    queue: sqsQueue,
  }),
  step: claimUpload,
});
