import { createHash } from 'node:crypto';
import { ObjectGoneError } from '#core/data/errors';
import type { ObjectHead, ObjectRef, ObjectStore } from '#ports/object-store';

interface Stored extends ObjectHead {
  readonly bucket: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly versionId: string;
}

export interface MemoryObjectStore extends ObjectStore {
  /** Every version ever written, oldest first. */
  readonly versions: readonly Stored[];
}

/** Versioned buckets in memory. A deleted object keeps its versions, as in S3. */
export function memoryObjectStore(
  now: () => Date = () => new Date('2026-01-01T00:00:00Z'),
): MemoryObjectStore {
  const versions: Stored[] = [];
  const current = new Map<string, Stored>();
  const id = (bucket: string, key: string) => `${bucket}\n${key}`;
  const find = ({ bucket, key, versionId }: ObjectRef): Stored | undefined =>
    versionId === undefined
      ? current.get(id(bucket, key))
      : versions.find(
          (stored) => stored.bucket === bucket && stored.key === key && stored.versionId === versionId,
        );
  const read = (ref: ObjectRef): Stored => {
    const stored = find(ref);
    if (stored !== undefined) return stored;
    throw new ObjectGoneError('the object is gone', {
      where: `s3://${ref.bucket}/${ref.key}${ref.versionId === undefined ? '' : ` version ${ref.versionId}`}`,
      fix: 'upload it again: it was deleted or replaced between the event and the read',
    });
  };
  const put = ({ bucket, key }: ObjectRef, content: string | Uint8Array, contentType: string) => {
    const body = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const stored: Stored = {
      bucket,
      key,
      body,
      contentType,
      versionId: `version-${versions.length + 1}`,
      etag: createHash('md5').update(body).digest('hex'),
      sizeBytes: body.length,
      lastModified: now(),
    };
    versions.push(stored);
    current.set(id(bucket, key), stored);
  };
  return {
    versions,
    head: async (ref) => {
      const stored = find(ref);
      if (stored === undefined) return undefined;
      const { key, versionId, etag, sizeBytes, lastModified } = stored;
      return { key, versionId, etag, sizeBytes, lastModified };
    },
    read: async (ref, range) => {
      const { body } = read(ref);
      return chunks(range === undefined ? body : body.subarray(range.from, range.to));
    },
    readText: async (ref) => Buffer.from(read(ref).body).toString('utf8'),
    write: async (ref, body, contentType) => put(ref, body, contentType),
    writeStream: async (ref, body, contentType) => {
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(part);
      put(ref, Buffer.concat(parts), contentType);
    },
    writeOnce: async (ref, body, contentType) => {
      if (find(ref) !== undefined) return false;
      put(ref, body, contentType);
      return true;
    },
    copy: async (from, to) => {
      const source = read(from);
      put(to, source.body, source.contentType);
    },
    delete: async ({ bucket, key }) => {
      current.delete(id(bucket, key));
    },
    list: async function* (bucket, prefix) {
      const found = [...current.values()].filter(
        (stored) => stored.bucket === bucket && stored.key.startsWith(prefix),
      );
      for (const { key, etag, sizeBytes, lastModified } of found.sort((a, b) => (a.key < b.key ? -1 : 1))) {
        yield { key, etag, sizeBytes, lastModified };
      }
    },
  };
}

/** Small chunks, so that readers meet lines and characters that are cut in two. */
async function* chunks(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += 1000) yield body.subarray(start, start + 1000);
}
