import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import type { Reason } from '#core/data/contract-verdict';
import {
  MOST_REASONS,
  type UploadRecord,
  uploadRecordSchema,
  verdictSchema,
} from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { releaseUpload } from '../../common/open-uploads.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * Sets an upload aside: the original bytes, a report with row, column and reason, and the registry's record.
 * A repeat finds the record and changes nothing.
 */
export const quarantineDataset: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly registry: Registry }
> = async ({ upload, verdictKey, errorName }, { environment, adapters, now }) => {
  const { store, registry } = adapters;
  const bucket = environment.LAKE_BUCKET;
  const folder = `${upload.dataset}/quarantine/${upload.uploadId}`;
  const reportKey = `${folder}/report.json`;
  const aggregate = { kind: 'dataset', name: upload.dataset } as const;
  const ended = await registry.get(aggregate, uploadKey(upload.uploadId));
  const earlier = ended === undefined ? undefined : uploadRecordSchema.parse(ended.data);
  if (earlier !== undefined && earlier.status !== 'claimed') return outcomeOf(earlier);
  const reasons = verdictKey === '' ? [reasonOfError(errorName)] : await readReasons();
  // The lake keeps the bytes: landing is cleaned by its own lifecycle. What is gone already cannot be kept.
  if (errorName !== 'ObjectGoneError') {
    await store.copy(upload, { bucket, key: `${folder}/original` }).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'ObjectGoneError') throw error;
    });
  }
  await store.write(
    { bucket, key: reportKey },
    JSON.stringify({ upload, reasons }, null, 2),
    'application/json',
  );
  const after = await registry.transition(aggregate, async (view) => {
    const item = await view.get(uploadKey(upload.uploadId));
    const before = item === undefined ? undefined : uploadRecordSchema.parse(item.data);
    if (before !== undefined && before.status !== 'claimed') return { unchanged: before };
    const at = now.toISOString();
    const record: UploadRecord = {
      ...upload,
      status: 'quarantined',
      claimedAt: before?.claimedAt ?? at,
      endedAt: at,
      reasons: reasons.slice(0, MOST_REASONS),
      reportKey,
    };
    return {
      writes: [
        {
          sk: uploadKey(upload.uploadId),
          entity: 'upload',
          expect: item === undefined ? 'absent' : { revision: item.revision },
          data: record,
        },
        ...(await releaseUpload(view, upload.uploadId)),
      ],
      event: {
        type: 'upload-quarantined',
        actor: 'gyre:data/quarantine-dataset',
        cause: upload.uploadId,
        after: { code: reasons[0]?.code ?? 'unknown', reasons: reasons.length },
      },
      result: record,
    };
  });
  return outcomeOf(after);

  async function readReasons(): Promise<readonly Reason[]> {
    const text = await store.readText({ bucket, key: verdictKey });
    return parseContract(verdictSchema, JSON.parse(text), verdictKey).reasons;
  }
};

/** Another attempt may have ended the upload otherwise: the record tells how it stands. */
function outcomeOf({ status, dataset, uploadId, reportKey }: UploadRecord): z.infer<typeof outputSchema> {
  const outcome = status === 'claimed' ? 'quarantined' : status;
  return { outcome, dataset, uploadId, reportKey: reportKey ?? '' };
}

function reasonOfError(errorName: string): Reason {
  if (errorName === 'ObjectGoneError') {
    return {
      code: 'source-gone',
      received: 'the object was deleted or replaced before it was read',
      allowed: 'an object that stays until it is committed',
      fix: 'upload the file again and leave it there',
    };
  }
  return {
    code: 'processing-failed',
    received: errorName,
    allowed: 'a file that the pipeline can process',
    fix: 'read the log of the data state machine for this upload id, then upload the file again',
  };
}

export const handler = defineHandler({
  name: 'data/quarantine-dataset',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    store: s3ObjectStore,
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
  }),
  step: quarantineDataset,
});
