/** Moves objects between S3 and a job's folder, as SageMaker does on both sides of a container. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { entryPath } from './archive/entry-path.ts';
import { ARCHIVE_LIMITS } from './archive/archive-limits.ts';
import { JobFailedError } from './errors.ts';
import { parseS3Uri, relativeKey } from './s3-uri.ts';

const CONCURRENT_DOWNLOADS = 8;
/** Up to here a body is sent from memory, which every S3 takes; beyond, as a stream. */
const IN_MEMORY_BYTES = 256 * 2 ** 20;

export interface ListedObject {
  readonly bucket: string;
  readonly key: string;
  /** Path below the prefix. */
  readonly relative: string;
}

/** Objects whose keys begin with the prefix of the address, in key order, without folder markers. */
export async function listObjects(s3: S3Client, uri: string): Promise<readonly ListedObject[]> {
  const { bucket, key: prefix } = parseS3Uri(uri);
  const objects: ListedObject[] = [];
  let token: string | undefined;
  try {
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      for (const { Key: key } of page.Contents ?? []) {
        const relative = key === undefined ? undefined : relativeKey(prefix, key);
        if (key !== undefined && relative !== undefined) objects.push({ bucket, key, relative });
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  } catch (error) {
    throw notFound(uri, bucket, error);
  }
  if (objects.length === 0) throw notFound(uri, bucket);
  return objects;
}

/** @throws JobFailedError in SageMaker's words, which name the three things to check */
function notFound(uri: string, bucket: string, cause?: unknown): JobFailedError {
  const reason =
    `ClientError: Data download failed: no S3 objects found under S3 URL "${uri}". Check that the bucket exists in ` +
    `this region, that objects exist under the prefix, and that the role has s3:ListBucket on bucket "${bucket}"`;
  return new JobFailedError(reason, { received: uri, fix: 'check the address of the input' }, { cause });
}

/** Downloads everything under an address into a folder. @returns number of files */
export async function downloadPrefix(s3: S3Client, uri: string, directory: string): Promise<number> {
  const objects = await listObjects(s3, uri);
  await mkdir(directory, { recursive: true });
  const queue = objects.values();
  const work = async (): Promise<void> => {
    for (const object of queue) await downloadTo(s3, object, join(directory, safeRelative(object)));
  };
  await Promise.all(Array.from({ length: CONCURRENT_DOWNLOADS }, work));
  return objects.length;
}

/** A key may hold anything; a file below the channel may not leave it. */
function safeRelative({ key, relative }: ListedObject): string {
  const path = entryPath(relative, ARCHIVE_LIMITS);
  if (path.isSafe) return path.components.join('/');
  throw new JobFailedError(
    `ClientError: Data download failed: the key ${JSON.stringify(key)} has an unusable name`,
    {
      received: path.reason,
      fix: 'rename the object',
    },
  );
}

export async function downloadTo(
  s3: S3Client,
  from: { bucket: string; key: string },
  path: string,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw new JobFailedError(
      `ClientError: Data download failed: ${from.key} lies below another object`,
      { received: from.key, fix: 'no key may be the folder of another key' },
      { cause: error },
    );
  });
  await pipeline(await openObject(s3, from), createWriteStream(path));
}

export async function openObject(s3: S3Client, from: { bucket: string; key: string }): Promise<Readable> {
  const response = await s3
    .send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key }))
    .catch((error: unknown) => {
      const uri = `s3://${from.bucket}/${from.key}`;
      throw new JobFailedError(
        `ClientError: could not read ${uri}: ${error instanceof Error ? error.name : String(error)}`,
        { received: uri, fix: 'check that the object exists and that the role may read it' },
        { cause: error },
      );
    });
  if (response.Body instanceof Readable) return response.Body;
  return Readable.from([]);
}

export interface Upload {
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly contentType?: string;
  readonly kmsKeyId?: string | undefined;
}

export async function uploadFile(s3: S3Client, upload: Upload): Promise<void> {
  const { size } = await stat(upload.path);
  await s3.send(
    new PutObjectCommand({
      Bucket: upload.bucket,
      Key: upload.key,
      Body: size <= IN_MEMORY_BYTES ? await readFile(upload.path) : createReadStream(upload.path),
      ContentLength: size,
      ...(upload.contentType === undefined ? {} : { ContentType: upload.contentType }),
      ...(upload.kmsKeyId === undefined
        ? {}
        : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: upload.kmsKeyId }),
    }),
  );
}
