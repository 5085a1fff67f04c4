import type { Upload } from '#core/data/upload';
import type { UploadRecord } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { ACTOR } from './contract.ts';

/** The aggregate that keeps uploads to datasets nobody declared. */
const UNKNOWN = 'unknown';

/** Records an upload to a dataset that nobody declared, with the names that are declared. A repeat changes nothing. */
export async function quarantineUnknown(
  place: { readonly registry: Registry; readonly store: ObjectStore; readonly lakeBucket: string },
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
  const text = JSON.stringify(record);
  await place.store.write({ bucket: place.lakeBucket, key: reportKey }, text, 'application/json');
  await place.registry.transition({ kind: 'dataset', name: UNKNOWN }, async (view) => {
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
