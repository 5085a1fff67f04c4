import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ObjectGoneError } from '#core/data/errors';
import type { ObjectRef, ObjectStore } from '#ports/object-store';

const client = new S3Client({ maxAttempts: 5 });

/** S3 takes parts of 5 MiB and more; below one part a plain PutObject does. */
const PART_BYTES = 8 * 1024 * 1024;

const locate = ({ bucket, key, versionId }: ObjectRef) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId === undefined ? {} : { VersionId: versionId }),
});

export const s3ObjectStore: ObjectStore = {
  async head(ref) {
    try {
      const head = await client.send(new HeadObjectCommand(locate(ref)));
      return {
        key: ref.key,
        ...(head.VersionId === undefined ? {} : { versionId: head.VersionId }),
        etag: (head.ETag ?? '').replaceAll('"', ''),
        sizeBytes: head.ContentLength ?? 0,
        lastModified: head.LastModified ?? new Date(0),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async read(ref) {
    try {
      const answer = await client.send(new GetObjectCommand(locate(ref)));
      if (answer.Body === undefined) throw gone(ref);
      return answer.Body as AsyncIterable<Uint8Array>;
    } catch (error) {
      if (isMissing(error)) throw gone(ref, error);
      throw error;
    }
  },

  async readText(ref) {
    const parts: Uint8Array[] = [];
    for await (const part of await s3ObjectStore.read(ref)) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  },

  async write(ref, body, contentType) {
    await client.send(
      new PutObjectCommand({
        ...locate(ref),
        Body: body,
        ContentType: contentType,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  },

  async writeStream(ref, body, contentType) {
    let upload: string | undefined;
    const parts: { ETag: string; PartNumber: number }[] = [];
    try {
      for await (const part of inParts(body)) {
        if (upload === undefined && part.isLast) {
          await s3ObjectStore.write(ref, part.bytes, contentType);
          return;
        }
        upload ??= (
          await client.send(new CreateMultipartUploadCommand({ ...locate(ref), ContentType: contentType }))
        ).UploadId;
        const PartNumber = parts.length + 1;
        const answer = await client.send(
          new UploadPartCommand({ ...locate(ref), UploadId: upload, PartNumber, Body: part.bytes }),
        );
        parts.push({ ETag: answer.ETag ?? '', PartNumber });
      }
      await client.send(
        new CompleteMultipartUploadCommand({
          ...locate(ref),
          UploadId: upload,
          MultipartUpload: { Parts: parts },
        }),
      );
    } catch (error) {
      // Half an object must not stay behind: its parts cost money and look like nothing.
      if (upload !== undefined) {
        await client.send(new AbortMultipartUploadCommand({ ...locate(ref), UploadId: upload }));
      }
      throw error;
    }
  },

  async writeOnce(ref, body, contentType) {
    try {
      await client.send(
        new PutObjectCommand({
          ...locate(ref),
          Body: body,
          ContentType: contentType,
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'PreconditionFailed') return false;
      throw error;
    }
  },

  async copy(from, to) {
    const version = from.versionId === undefined ? '' : `?versionId=${encodeURIComponent(from.versionId)}`;
    const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}${version}`;
    try {
      await client.send(new CopyObjectCommand({ ...locate(to), CopySource: source }));
    } catch (error) {
      if (isMissing(error)) throw gone(from, error);
      throw error;
    }
  },

  async delete(ref) {
    await client.send(new DeleteObjectCommand(locate(ref)));
  },

  async *list(bucket, prefix) {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const object of page.Contents ?? []) {
        yield {
          key: object.Key ?? '',
          etag: (object.ETag ?? '').replaceAll('"', ''),
          sizeBytes: object.Size ?? 0,
          lastModified: object.LastModified ?? new Date(0),
        };
      }
    }
  },
};

/** Collects a stream into parts of one size; the last part is marked and may be shorter, or the only one. */
async function* inParts(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }> {
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (size >= PART_BYTES) {
      yield { bytes: Buffer.concat(pending), isLast: false };
      pending = [];
      size = 0;
    }
    pending.push(chunk);
    size += chunk.length;
  }
  yield { bytes: Buffer.concat(pending), isLast: true };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && ['NoSuchKey', 'NotFound', 'NoSuchVersion'].includes(error.name);
}

function gone(ref: ObjectRef, cause?: unknown): ObjectGoneError {
  return new ObjectGoneError(
    'the object is gone',
    {
      where: `s3://${ref.bucket}/${ref.key}${ref.versionId === undefined ? '' : ` version ${ref.versionId}`}`,
      fix: 'upload it again: it was deleted or replaced between the event and the read',
    },
    { cause },
  );
}
