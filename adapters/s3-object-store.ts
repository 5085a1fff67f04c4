import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
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
import { clientSettings } from './client-settings.ts';
import { callService, isNamed, wrapSdkError } from './wrap-sdk-error.ts';

/** A server-side copy answers when it is done: a large artifact takes its time. */
const REQUEST_MILLISECONDS = 120_000;

const client = new S3Client(clientSettings(5, REQUEST_MILLISECONDS));

/** S3 takes parts of 5 MiB and more; below one part a plain PutObject does. */
const PART_BYTES = 8 * 1024 * 1024;
/** Another conditional write to the same key was under way (409): only a repeat tells who won. */
const MOST_CONFLICTS = 5;
const CONFLICT_PAUSE_MILLISECONDS = 50;

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
        etag: unquote(head.ETag),
        sizeBytes: head.ContentLength ?? 0,
        lastModified: head.LastModified ?? new Date(0),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw wrapSdkError(`S3 HeadObject ${nameOf(ref)}`, error);
    }
  },

  async read(ref, range) {
    try {
      const Range = range === undefined ? {} : { Range: `bytes=${range.from}-${range.to - 1}` };
      const { Body } = await client.send(new GetObjectCommand({ ...locate(ref), ...Range }));
      if (Body === undefined) throw gone(ref);
      return chunksOf(ref, Body instanceof Readable ? Body : Body.transformToWebStream());
    } catch (error) {
      throw isMissing(error) ? gone(ref, error) : wrapSdkError(`S3 GetObject ${nameOf(ref)}`, error);
    }
  },

  async readText(ref) {
    const parts: Uint8Array[] = [];
    for await (const part of await s3ObjectStore.read(ref)) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  },

  async write(ref, body, contentType) {
    await callService(
      `S3 PutObject ${nameOf(ref)}`,
      client.send(new PutObjectCommand(put(ref, body, contentType))),
    );
  },

  async writeStream(ref, body, contentType) {
    let uploadId: string | undefined;
    const parts: { ETag: string; PartNumber: number }[] = [];
    try {
      for await (const { bytes, isLast } of inParts(body)) {
        if (uploadId === undefined && isLast) {
          await s3ObjectStore.write(ref, bytes, contentType);
          return;
        }
        uploadId ??= await startUpload(ref, contentType);
        const PartNumber = parts.length + 1;
        const upload = { ...locate(ref), UploadId: uploadId, PartNumber, Body: bytes };
        const { ETag } = await callService(
          `S3 UploadPart ${PartNumber} ${nameOf(ref)}`,
          client.send(new UploadPartCommand(upload)),
        );
        parts.push({ ETag: ETag ?? '', PartNumber });
      }
      const complete = { ...locate(ref), UploadId: uploadId, MultipartUpload: { Parts: parts } };
      await callService(
        `S3 CompleteMultipartUpload ${nameOf(ref)}`,
        client.send(new CompleteMultipartUploadCommand(complete)),
      );
    } catch (error) {
      // Half an object must not stay behind: its parts cost money and look like nothing. What fails here is swept
      // by the bucket's lifecycle; the first error is the one that tells.
      if (uploadId !== undefined) {
        await client
          .send(new AbortMultipartUploadCommand({ ...locate(ref), UploadId: uploadId }))
          .catch(() => undefined);
      }
      throw error;
    }
  },

  async writeOnce(ref, body, contentType) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.send(new PutObjectCommand({ ...put(ref, body, contentType), IfNoneMatch: '*' }));
        return true;
      } catch (error) {
        if (isNamed(error, 'PreconditionFailed')) return false;
        if (!isNamed(error, 'ConditionalRequestConflict') || attempt === MOST_CONFLICTS) {
          throw wrapSdkError(`S3 PutObject if absent ${nameOf(ref)}`, error);
        }
        await delay(Math.random() * CONFLICT_PAUSE_MILLISECONDS * 2 ** attempt);
      }
    }
  },

  async copy(from, to) {
    const version = from.versionId === undefined ? '' : `?versionId=${encodeURIComponent(from.versionId)}`;
    const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}${version}`;
    try {
      await client.send(
        new CopyObjectCommand({ ...locate(to), CopySource: source, ChecksumAlgorithm: 'SHA256' }),
      );
    } catch (error) {
      throw isMissing(error) ? gone(from, error) : wrapSdkError(`S3 CopyObject ${nameOf(from)}`, error);
    }
  },

  async delete(ref) {
    await callService(`S3 DeleteObject ${nameOf(ref)}`, client.send(new DeleteObjectCommand(locate(ref))));
  },

  async *list(bucket, prefix) {
    try {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const object of page.Contents ?? []) {
          if (object.Key === undefined) continue;
          yield {
            key: object.Key,
            etag: unquote(object.ETag),
            sizeBytes: object.Size ?? 0,
            lastModified: object.LastModified ?? new Date(0),
          };
        }
      }
    } catch (error) {
      throw wrapSdkError(`S3 ListObjectsV2 s3://${bucket}/${prefix}`, error);
    }
  },
};

/** With a checksum: a bucket with Object Lock asks for one, and a broken transfer is refused. */
function put(ref: ObjectRef, body: string | Uint8Array, contentType: string) {
  return { ...locate(ref), Body: body, ContentType: contentType, ChecksumAlgorithm: 'SHA256' } as const;
}

async function startUpload(ref: ObjectRef, contentType: string): Promise<string | undefined> {
  const command = new CreateMultipartUploadCommand({ ...locate(ref), ContentType: contentType });
  return (await callService(`S3 CreateMultipartUpload ${nameOf(ref)}`, client.send(command))).UploadId;
}

/** A connection that breaks in the middle is an error of the service, not of whoever reads. */
async function* chunksOf(ref: ObjectRef, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw wrapSdkError(`S3 GetObject ${nameOf(ref)}`, error);
  }
}

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
  return isNamed(error, 'NoSuchKey', 'NotFound', 'NoSuchVersion');
}

function unquote(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

function nameOf({ bucket, key, versionId }: ObjectRef): string {
  return `s3://${bucket}/${key}${versionId === undefined ? '' : ` version ${versionId}`}`;
}

function gone(ref: ObjectRef, cause?: unknown): ObjectGoneError {
  return new ObjectGoneError(
    'the object is gone',
    { where: nameOf(ref), fix: 'upload it again: it was deleted or replaced between the event and the read' },
    { cause },
  );
}
