import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import {
  applyManifest,
  type Manifest,
  type ManifestObject,
  manifestKey,
  manifestSchema,
  snapshotBefore,
  snapshotKey,
  snapshotSchema,
} from '#core/data/manifest';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from './define-handler.ts';
import { readLines } from './read-lines.ts';

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
  for (const manifest of await readManifests(store, bucket, dataset, { after: start, to: version })) {
    objects = applyManifest(objects, manifest);
  }
  return objects;
}

/** The deltas of the versions after one and up to another, in order. They are small and independent: read together. */
export async function readManifests(
  store: ObjectStore,
  bucket: string,
  dataset: string,
  range: { readonly after: number; readonly to: number },
): Promise<readonly Manifest[]> {
  const numbers = Array.from(
    { length: Math.max(0, range.to - range.after) },
    (_, index) => range.after + 1 + index,
  );
  return Promise.all(
    numbers.map(async (number) => {
      const key = manifestKey(dataset, number);
      return parseContract(manifestSchema, JSON.parse(await store.readText({ bucket, key })), key);
    }),
  );
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
  const lines = readLines(await store.read({ bucket, key }));
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return;
    const line = next.value;
    if (line.includes('"')) {
      yield* quotedRows(line, lines, isHeader ? 2 : 1);
      return;
    }
    if (isHeader) isHeader = false;
    else yield line.split(',');
  }
}

async function* quotedRows(
  first: string,
  lines: AsyncIterable<string>,
  from: number,
): AsyncGenerator<readonly string[]> {
  const source = Readable.from(rest(first, lines));
  const parser = parse({ from, record_delimiter: '\n' });
  // A pipe does not hand errors on: without this a connection that breaks would end the process.
  source.on('error', (error) => parser.destroy(error));
  try {
    yield* source.pipe(parser) as AsyncIterable<string[]>;
  } finally {
    source.destroy();
  }
}

async function* rest(first: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield `${first}\n`;
  for await (const line of lines) yield `${line}\n`;
}
