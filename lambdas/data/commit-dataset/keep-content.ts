import type { DatasetConfig } from '#core/config/dataset-config';
import { type CommitDraft, draftKey } from '#core/data/commit-draft';
import { contractHash } from '#core/data/manifest';
import type { Upload } from '#core/data/upload';
import type { ProfiledUpload } from '#core/data/upload-facts';
import type { ObjectStore } from '#ports/object-store';

/**
 * Content first: what the transaction names must exist. A key made of the content never needs a second copy.
 * @returns the draft that was written with it, of which the version's manifest is made
 */
export async function keepContent(
  store: ObjectStore,
  bucket: string,
  facts: { readonly dataset: DatasetConfig; readonly upload: Upload; readonly profiled: ProfiledUpload },
): Promise<CommitDraft> {
  const { rowsKey, keysKey, sha256 } = facts.profiled;
  const draft = draftOf(facts.dataset, facts.upload, facts.profiled);
  const copies = [
    [rowsKey, draft.object.key],
    [keysKey, draft.object.keysKey],
  ] as const;
  for (const [from, to] of copies) {
    if ((await store.head({ bucket, key: to })) === undefined)
      await store.copy({ bucket, key: from }, { bucket, key: to });
  }
  const key = draftKey(facts.dataset.name, { uploadId: draft.object.uploadId, sha256 });
  await store.write({ bucket, key }, JSON.stringify(draft), 'application/json');
  return draft;
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
