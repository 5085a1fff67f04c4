import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import type { ObjectRow } from '#core/data/object-row';
import { readObjectRows } from '#lambdas/common/dataset-reader';
import { dataRoom, trips } from './support/data-room.ts';

const root = join(import.meta.dirname, '../../..');
const yaml = parse(
  readFileSync(join(root, 'examples/flights/datasets/flights/dataset.yaml'), 'utf8'),
) as object;
const flights = (change: Readonly<Record<string, unknown>> = {}): DatasetConfig =>
  datasetConfigSchema.parse({ ...yaml, ...change });

/** A thousand flights, each number as its shortest text: Parquet knows the number, not how it was written. */
const sample = readFileSync(join(root, 'test/fixtures/flights/upload-january-sample.csv'), 'utf8');
const [names = [], ...source] = sample
  .trimEnd()
  .split('\n')
  .map((line) => line.split(','));
const { columns } = flights();
const rows = Array.from({ length: 1000 }, (_, row) =>
  (source[row % source.length] ?? []).map((cell, at) => {
    if (at === 0) return `f${row}`;
    const isNumber = columns[at]?.type === 'number' || columns[at]?.type === 'integer';
    return isNumber && cell !== '' ? String(Number(cell)) : cell;
  }),
);
const csv = (delimiter: string) => [names, ...rows].map((cells) => `${cells.join(delimiter)}\n`).join('');
const json = rows
  .map((cells) => {
    const pairs = cells.map((cell, at) => {
      const isText = columns[at]?.type === 'string' || columns[at]?.type === 'timestamp';
      return `${JSON.stringify(names[at])}:${cell === '' ? 'null' : isText ? JSON.stringify(cell) : cell}`;
    });
    return `{${pairs.join(',')}}\n`;
  })
  .join('');

function parquet(codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY', rowGroupSize = 300): Uint8Array {
  const columnData = columns.map(({ name, type, nullable }, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    if (type === 'string') return { name, data: cells, type: 'STRING' as const };
    if (type === 'timestamp')
      return { name, data: cells.map((cell) => new Date(cell)), type: 'TIMESTAMP' as const };
    const data = cells.map((cell) => (cell === '' ? null : Number(cell)));
    return { name, data, type: type === 'integer' ? ('INT32' as const) : ('DOUBLE' as const), nullable };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, rowGroupSize }));
}

async function commit(content: string | Uint8Array, dataset: DatasetConfig) {
  const room = dataRoom(dataset);
  const upload = await room.land('flights/upload', content);
  const outcome = await room.run(upload);
  const manifest = outcome.outcome === 'committed' ? await room.manifestOf(1, 'flights') : undefined;
  const key = manifest?.added[0]?.key ?? '';
  const read: (readonly string[])[] = [];
  const visit = (row: ObjectRow) => {
    read.push(row.cells());
    return undefined;
  };
  if (manifest !== undefined) await readObjectRows(room.store, { bucket: 'lake', key }, visit);
  return { outcome, manifest, read, reasons: (await room.recordOf(upload.uploadId, 'flights'))?.reasons };
}

const uploads: readonly (readonly [string, string | Uint8Array, DatasetConfig, readonly string[]])[] = [
  ['CSV', csv(','), flights(), []],
  ['CSV with semicolons', csv(';'), flights({ delimiter: ';' }), []],
  ['CSV with tabs and CRLF', csv('\t').replaceAll('\n', '\r\n'), flights({ delimiter: '\t' }), ['crlf']],
  ['CSV in gzip', gzipSync(csv(',')), flights(), ['gzip']],
  ['CSV in zstandard', zstdCompressSync(csv(',')), flights(), ['zstandard']],
  ['JSON Lines', json, flights({ format: 'jsonl' }), ['json-lines']],
  ['JSON Lines in gzip, told apart', gzipSync(json), flights({ format: 'any' }), ['gzip', 'json-lines']],
  ['Parquet', parquet(), flights({ format: 'parquet' }), ['parquet']],
  ['Parquet, told apart', parquet('UNCOMPRESSED', 1000), flights({ format: 'any' }), ['parquet']],
];

test.each(uploads)(
  'a thousand flights as %s are the same rows under the same name',
  async (_, content, dataset, how) => {
    const { manifest, read } = await commit(content, dataset);
    const expected = await commit(csv(','), flights());
    expect(manifest?.added[0]?.sha256).toBe(expected.manifest?.added[0]?.sha256);
    expect(manifest?.added[0]).toMatchObject({ key: expected.manifest?.added[0]?.key, rows: 1000 });
    expect(read).toEqual(rows);
    expect(manifest?.normalised).toEqual(how);
  },
);

describe('A-11 a file that is not what it says is quarantined with the reason', () => {
  const cases: readonly (readonly [string, Uint8Array | string, DatasetConfig, string])[] = [
    ['gzip that is cut off', gzipSync(csv(',')).subarray(0, -30), flights(), 'broken-archive'],
    ['zstandard that is cut off', zstdCompressSync(csv(',')).subarray(0, -30), flights(), 'broken-archive'],
    ['gzip within gzip', gzipSync(gzipSync(csv(','))), flights(), 'not-plain-text'],
    ['Parquet where CSV is declared', parquet(), flights(), 'not-plain-text'],
    ['CSV where Parquet is declared', csv(','), flights({ format: 'parquet' }), 'other-format'],
    ['Parquet that is cut off', parquet().subarray(0, -200), flights({ format: 'parquet' }), 'bad-parquet'],
    [
      'Parquet with pages of noise',
      Buffer.from(parquet()).fill(0xff, 20, 900),
      flights({ format: 'parquet' }),
      'bad-parquet',
    ],
    ['a list within an object', json.replace(':null', ':[1]'), flights({ format: 'jsonl' }), 'nested-value'],
    [
      'a name that is no column',
      json.replace('"dow"', '"day"'),
      flights({ format: 'jsonl' }),
      'extra-column',
    ],
    ['a line that is no object', json.replace('{', ''), flights({ format: 'jsonl' }), 'bad-json'],
  ];
  test.each(cases)('%s', async (_, content, dataset, code) => {
    const { outcome, reasons } = await commit(content, dataset);
    expect(outcome.outcome).toBe('quarantined');
    expect(reasons?.[0]?.code).toBe(code);
    expect(reasons?.[0]?.fix).toMatch(/\w+ \w+/);
  });
});

test('rows that come from labels are CSV, whatever people upload', async () => {
  const room = dataRoom(trips({ format: 'parquet' }));
  await room.store.write(
    { bucket: 'lake', key: 'l.csv' },
    'id,at,stops,note,late\na,2024-05-01T10:00:00Z,3,,0\n',
    'text/csv',
  );
  const upload = {
    ...{ uploadId: 'ds-1', dataset: 'trips', bucket: 'lake', key: 'l.csv', etag: 'e', sizeBytes: 60 },
    origin: 'ground-truth' as const,
  };
  expect(await room.run(upload)).toMatchObject({ outcome: 'committed', rows: 1 });
});
