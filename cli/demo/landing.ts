/** Landing files as anybody would: a plain PutObject, then a look at what the registry made of it. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type UploadRecord, uploadRecordSchema } from '#core/data/upload-outcome';
import type { Registry } from '#ports/registry';
import { waitFor } from './wait-for.ts';

export interface Landing {
  /** @returns the upload's record once it is a version or in quarantine */
  land(key: string, body: Buffer | string): Promise<UploadRecord & { readonly milliseconds: number }>;
}

export function landing(bucket: string, registry: Registry): Landing {
  const s3 = new S3Client({});
  return {
    async land(key, body) {
      const begin = performance.now();
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'text/csv' }));
      const record = await waitFor(`${key} is committed or quarantined`, async () => {
        for (const name of [key.split('/')[0] ?? '', 'unknown']) {
          const items = await registry.list({ kind: 'dataset', name }, 'UPLOAD#');
          const found = items
            .map((item) => uploadRecordSchema.parse(item.data))
            .find((upload) => upload.key === key && upload.status !== 'claimed');
          if (found !== undefined) return found;
        }
        return undefined;
      });
      return { ...record, milliseconds: Math.round(performance.now() - begin) };
    },
  };
}
