import { createHash } from 'node:crypto';
import type { ObjectHead, ObjectRef, ObjectStore } from '#ports/object-store';

interface Stored extends ObjectHead {
  readonly bucket: string;
  readonly body: Uint8Array;
  readonly versionId: string;
}

export interface MemoryObjectStore extends ObjectStore {
  /** Every version ever written, oldest first. */
  readonly versions: readonly Stored[];
}

/** Versioned buckets in memory. A deleted object keeps its versions, as in S3. */
export function memoryObjectStore(): MemoryObjectStore {
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
    const gone = new Error(`no object ${ref.bucket}/${ref.key}`);
    gone.name = 'ObjectGoneError';
    throw gone;
  };
  const put = ({ bucket, key }: ObjectRef, content: string | Uint8Array) => {
    const body = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const stored: Stored = {
      bucket,
      key,
      body,
      versionId: `version-${versions.length + 1}`,
      etag: createHash('md5').update(body).digest('hex'),
      sizeBytes: body.length,
      lastModified: new Date('2026-01-01T00:00:00Z'),
    };
    versions.push(stored);
    current.set(id(bucket, key), stored);
  };
  return {
    versions,
    head: async (ref) => find(ref),
    read: async (ref) => chunks(read(ref).body),
    readText: async (ref) => Buffer.from(read(ref).body).toString('utf8'),
    write: async (ref, body) => {
      put(ref, body);
    },
    writeStream: async (ref, body) => {
      const parts: Uint8Array[] = [];
      for await (const part of body) parts.push(part);
      put(ref, Buffer.concat(parts));
    },
    writeOnce: async (ref, body) => {
      if (find(ref) !== undefined) return false;
      put(ref, body);
      return true;
    },
    copy: async (from, to) => {
      put(to, read(from).body);
    },
    delete: async ({ bucket, key }) => {
      current.delete(id(bucket, key));
    },
    list: async function* (bucket, prefix) {
      const found = [...current.values()].filter(
        (stored) => stored.bucket === bucket && stored.key.startsWith(prefix),
      );
      yield* found.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
  };
}

/** Small chunks, so that readers meet lines and characters that are cut in two. */
async function* chunks(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += 1000) yield body.subarray(start, start + 1000);
}
