import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { datasetOfKey, uploadOf } from '#core/data/upload';
import type { UploadRecord } from '#core/data/upload-outcome';
import { uploadKey } from '#core/registry/keys';
import type { LoopWorld } from './loop-world.ts';

/** What a function leaves that claims an upload and dies before it starts the execution. */
export async function leaveClaimed({ s3, registry, connection }: LoopWorld, key: string): Promise<void> {
  const bucket = connection.names.bucket('landing');
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  const upload = uploadOf({
    ...{ kind: 'claim', origin: 'landing', dataset: datasetOfKey(key), bucket, key },
    ...(head.VersionId === undefined ? {} : { versionId: head.VersionId }),
    etag: head.ETag?.replaceAll('"', '') ?? '',
    sizeBytes: head.ContentLength ?? 0,
  });
  const data: UploadRecord = { ...upload, status: 'claimed', claimedAt: new Date().toISOString() };
  await registry.transition({ kind: 'dataset', name: upload.dataset }, async () => ({
    writes: [{ sk: uploadKey(upload.uploadId), entity: 'upload', expect: 'absent', data }],
    event: { type: 'upload-claimed', actor: 'gyre:data/claim-upload', cause: upload.uploadId },
    result: undefined,
  }));
}
