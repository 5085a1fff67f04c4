import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sfnWorkflow } from '#adapters/sfn-workflow';
import { ssmParameters } from '#adapters/ssm-parameters';
import { type ClaimMessage, datasetOfKey, isUpload, type Upload, uploadOf } from '#core/data/upload';
import { type UploadRecord, uploadRecordSchema } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import type { Workflow } from '#ports/workflow';
import type { Step } from '../../common/define-handler.ts';
import { defineQueueHandler, type QueueMessage } from '../../common/define-queue-handler.ts';
import { listDatasets } from '../../common/load-dataset-config.ts';
import { bodySchema, environmentSchema } from './contract.ts';

/** The aggregate that keeps uploads to datasets nobody declared. */
const UNKNOWN = 'unknown';
const ACTOR = 'gyre:data/claim-upload';

interface Adapters {
  readonly registry: Registry;
  readonly workflow: Workflow;
  readonly parameters: Parameters;
  readonly store: ObjectStore;
}

/**
 * Claims an upload by a conditional write and starts its execution, named by the claim.
 * A repeat is harmless: the claim exists, and StartExecution answers that the execution does.
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
  const known = await listDatasets(adapters.parameters, environment.GYRE_ENV);
  if (!known.includes(upload.dataset)) {
    await quarantineUnknown(adapters, environment, upload, known, now);
    return;
  }
  const status = await adapters.registry.transition(
    { kind: 'dataset', name: upload.dataset },
    async (view) => {
      const existing = await view.get(uploadKey(upload.uploadId));
      if (existing !== undefined) return { unchanged: uploadRecordSchema.parse(existing.data).status };
      const record: UploadRecord = { ...upload, status: 'claimed', claimedAt: now.toISOString() };
      return {
        writes: [{ sk: uploadKey(upload.uploadId), entity: 'upload', expect: 'absent', data: record }],
        event: {
          type: 'upload-claimed',
          actor: ACTOR,
          cause: upload.uploadId,
          after: { sizeBytes: upload.sizeBytes, origin: upload.origin },
        },
        result: 'claimed' as const,
      };
    },
  );
  if (status !== 'claimed') return;
  await adapters.workflow.start(environment.DATA_MACHINE_ARN, upload.uploadId, upload);
};

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

async function quarantineUnknown(
  adapters: Adapters,
  environment: z.infer<typeof environmentSchema>,
  upload: Upload,
  known: readonly string[],
  now: Date,
): Promise<void> {
  const reportKey = `${UNKNOWN}/quarantine/${upload.uploadId}/report.json`;
  const reason = {
    code: 'unknown-dataset',
    received:
      upload.dataset === '' ? 'a key without a dataset folder' : `dataset ${upload.dataset.slice(0, 64)}`,
    allowed: known.length === 0 ? 'no dataset is declared yet' : `one of ${known.slice(0, 20).join(', ')}`,
    fix: `upload to <dataset>/<anything>, or add datasets/<name>/dataset.yaml and deploy`,
  };
  const record: UploadRecord = {
    ...upload,
    dataset: UNKNOWN,
    status: 'quarantined',
    claimedAt: now.toISOString(),
    endedAt: now.toISOString(),
    reasons: [reason],
    reportKey,
  };
  await adapters.store.write(
    { bucket: environment.LAKE_BUCKET, key: reportKey },
    JSON.stringify(record),
    'application/json',
  );
  await adapters.registry.transition({ kind: 'dataset', name: UNKNOWN }, async (view) => {
    if ((await view.get(uploadKey(upload.uploadId))) !== undefined) return { unchanged: undefined };
    return {
      writes: [{ sk: uploadKey(upload.uploadId), entity: 'upload', expect: 'absent', data: record }],
      event: {
        type: 'upload-quarantined',
        actor: ACTOR,
        cause: upload.uploadId,
        after: { code: reason.code },
      },
      result: undefined,
    };
  });
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
  }),
  step: claimUpload,
});
