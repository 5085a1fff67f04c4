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
import { cellsRow, LineRow, type ObjectRow } from '#core/data/object-row';
import type { ObjectStore } from '#ports/object-store';
import { parseContract } from './define-handler.ts';
import { readLinePieces } from './read-lines.ts';

/**
 * The newest version that can be read. A version is in the registry a moment before its manifest is in the lake; its own
 * news come after that.
 * @param latest the newest version of the registry
 * @returns 0 when none can be read yet
 */
export async function newestPublished(
  store: Pick<ObjectStore, 'head'>,
  bucket: string,
  dataset: string,
  latest: number,
): Promise<number> {
  let version = latest;
  while (version > 0) {
    if ((await store.head({ bucket, key: manifestKey(dataset, version) })) !== undefined) break;
    version -= 1;
  }
  return version;
}

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
 * Reads one canonical object row by row, without its header.
 *
 * Canonical rows are quoted only where they must be. Until the first quote, splitting lines and cells is exact and
 * several times faster than a parser; from there on a parser reads the rest.
 * @param visit gets a row that is valid until it answers; a promise is waited for, as where something is written
 */
export async function readObjectRows(
  store: ObjectStore,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  visit: (row: ObjectRow) => Promise<void> | undefined,
): Promise<void> {
  let isHeader = true;
  const row = new LineRow();
  const pieces = readLinePieces(await store.read({ bucket, key }));
  for await (const lines of pieces) {
    for (const [at, line] of lines.entries()) {
      if (line.includes('"')) {
        await readQuotedRows(lines.slice(at), pieces, isHeader ? 2 : 1, visit);
        return;
      }
      const waiting = isHeader ? undefined : visit(row.read(line));
      isHeader = false;
      if (waiting !== undefined) await waiting;
    }
  }
}

async function readQuotedRows(
  first: readonly string[],
  pieces: AsyncIterable<readonly string[]>,
  from: number,
  visit: (row: ObjectRow) => Promise<void> | undefined,
): Promise<void> {
  const source = Readable.from(rest(first, pieces));
  const parser = parse({ from, record_delimiter: '\n' });
  // A pipe does not hand errors on: without this a connection that breaks would end the process.
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const cells of source.pipe(parser) as AsyncIterable<string[]>) await visit(cellsRow(cells));
  } finally {
    source.destroy();
  }
}

async function* rest(
  first: readonly string[],
  pieces: AsyncIterable<readonly string[]>,
): AsyncGenerator<string> {
  yield `${first.join('\n')}\n`;
  for await (const lines of pieces) yield `${lines.join('\n')}\n`;
}
