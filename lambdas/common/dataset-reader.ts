import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import {
  applyManifest,
  type ManifestObject,
  manifestKey,
  manifestSchema,
  snapshotBefore,
  snapshotKey,
  snapshotSchema,
} from '#core/data/manifest';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from './define-handler.ts';

/** Every object of a dataset version, oldest first: the snapshot below it and the deltas since. */
export async function listVersionObjects(
  store: ObjectStore,
  bucket: string,
  dataset: string,
  version: number,
): Promise<readonly ManifestObject[]> {
  const start = snapshotBefore(version);
  let objects: readonly ManifestObject[] = [];
  if (start > 0) {
    const key = snapshotKey(dataset, start);
    objects = parseContract(snapshotSchema, JSON.parse(await store.readText({ bucket, key })), key).objects;
  }
  const numbers = Array.from({ length: version - start }, (_, index) => start + 1 + index);
  // Deltas are small and independent: read them together, apply them in order.
  const texts = await Promise.all(
    numbers.map((number) => store.readText({ bucket, key: manifestKey(dataset, number) })),
  );
  for (const [index, text] of texts.entries()) {
    const key = manifestKey(dataset, numbers[index] ?? 0);
    objects = applyManifest(objects, parseContract(manifestSchema, JSON.parse(text), key));
  }
  return objects;
}

/**
 * Rows of one canonical object as cells in the dataset's column order, without the header.
 *
 * Canonical rows are quoted only where they must be. Until the first quote, splitting lines and cells is exact and
 * several times faster than a parser; from there on a parser reads the rest.
 */
export async function* readObjectRows(
  store: ObjectStore,
  bucket: string,
  key: string,
): AsyncGenerator<readonly string[]> {
  let isHeader = true;
  const lines = createInterface({ input: Readable.from(await store.read({ bucket, key })) });
  const iterator = lines[Symbol.asyncIterator]();
  for (;;) {
    const { value: line, done } = await iterator.next();
    if (done === true) return;
    if (line.includes('"')) {
      const parser = Readable.from(rest(line, iterator)).pipe(parse(isHeader ? { from: 2 } : {}));
      yield* parser as AsyncIterable<string[]>;
      return;
    }
    if (isHeader) isHeader = false;
    else yield line.split(',');
  }
}

async function* rest(first: string, lines: AsyncIterator<string>): AsyncGenerator<string> {
  yield `${first}\n`;
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) return;
    yield `${value}\n`;
  }
}
