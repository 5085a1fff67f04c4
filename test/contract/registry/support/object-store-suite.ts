/** What every implementation of the object store must do. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ObjectGoneError } from '#core/data/errors';
import { sha256Hex } from '#core/registry/identify';
import type { ObjectStore } from '#ports/object-store';

const BUCKET = 'gyre-test-lake';
const TEXT = 'text/plain';

export function describeObjectStore(name: string, make: () => Promise<ObjectStore>): void {
  describe(name, () => {
    let store: ObjectStore;
    beforeAll(async () => {
      store = await make();
    });
    const at = (key: string, versionId?: string) => ({
      bucket: BUCKET,
      key,
      ...(versionId === undefined ? {} : { versionId }),
    });

    test('A-05 reads back what was written, by raw key', async () => {
      const keys = ['flights/a b+c.csv', 'flights/ü%20é=&.csv', 'flights/plain.csv'];
      for (const key of keys) await store.write(at(key), `body of ${key}`, TEXT);
      for (const key of keys) {
        expect(await store.readText(at(key))).toBe(`body of ${key}`);
        expect(await store.head(at(key))).toMatchObject({
          key,
          sizeBytes: Buffer.byteLength(`body of ${key}`),
        });
      }
      const listed: string[] = [];
      for await (const { key } of store.list(BUCKET, 'flights/')) listed.push(key);
      expect(listed.toSorted()).toEqual(keys.toSorted());
    });

    test('an object that is not there has no head, and reading or copying it is an error with a name', async () => {
      expect(await store.head(at('none'))).toBeUndefined();
      await expect(store.readText(at('none'))).rejects.toBeInstanceOf(ObjectGoneError);
      await expect(store.read(at('none'))).rejects.toBeInstanceOf(ObjectGoneError);
      await expect(store.copy(at('none'), at('some'))).rejects.toBeInstanceOf(ObjectGoneError);
      await store.delete(at('none'));
    });

    test('an older version is read by its id after it was replaced, and after it was deleted', async () => {
      await store.write(at('upload.csv'), 'first', TEXT);
      const first = (await store.head(at('upload.csv')))?.versionId;
      await store.write(at('upload.csv'), 'second', TEXT);
      await store.delete(at('upload.csv'));
      expect(first).toBeDefined();
      expect(await store.readText(at('upload.csv', first))).toBe('first');
      expect(await store.head(at('upload.csv'))).toBeUndefined();
    });

    test('D-08 of many that write one key once, one writes it and what it wrote stays', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, writer) => store.writeOnce(at('objects/abc'), String(writer), TEXT)),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.readText(at('objects/abc'))).toBe(String(outcomes.indexOf(true)));
      expect(await store.writeOnce(at('objects/abc'), 'late', TEXT)).toBe(false);
    });

    test('streams a body of many parts, of one and of none', async () => {
      for (const megabytes of [0, 1, 8, 20]) {
        const block = Buffer.alloc(64 * 1024, megabytes);
        const source = async function* () {
          for (let written = 0; written < megabytes * 16; written += 1) yield block;
        };
        await store.writeStream(at('streamed.bin'), source(), 'application/octet-stream');
        const parts: Uint8Array[] = [];
        for await (const part of await store.read(at('streamed.bin'))) parts.push(part);
        const body = Buffer.concat(parts);
        expect(body.length).toBe(megabytes * 1024 * 1024);
        expect(sha256Hex(body)).toBe(sha256Hex(Buffer.alloc(body.length, megabytes)));
      }
    });

    test('a stream that breaks leaves no object behind, and its own error', async () => {
      const broken = async function* () {
        yield Buffer.alloc(18 * 1024 * 1024);
        throw new RangeError('row 7 is broken');
      };
      await expect(store.writeStream(at('broken.bin'), broken(), TEXT)).rejects.toBeInstanceOf(RangeError);
      expect(await store.head(at('broken.bin'))).toBeUndefined();
    });

    test('copies a version to another key', async () => {
      await store.write(at('from é/x.csv'), 'one', TEXT);
      const version = (await store.head(at('from é/x.csv')))?.versionId;
      await store.write(at('from é/x.csv'), 'two', TEXT);
      await store.copy(at('from é/x.csv', version), at('to.csv'));
      expect(await store.readText(at('to.csv'))).toBe('one');
    });
  });
}

export { BUCKET as OBJECT_STORE_BUCKET };
