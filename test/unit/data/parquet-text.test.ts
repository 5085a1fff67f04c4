import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { hyparquetReader } from '#adapters/hyparquet-reader';
import type { ParquetKind, ParquetTable } from '#core/data/parquet-table';
import { ObjectGoneError } from '#core/data/errors';
import { UnreadableParquet } from '#core/data/parquet-table';
import { ParquetText } from '#core/data/parquet-text';

async function textOf(table: ParquetTable | UnreadableParquet): Promise<string> {
  if (table instanceof UnreadableParquet) return table.detail;
  const parts: Uint8Array[] = [];
  const text = new ParquetText(table);
  for await (const part of text.lines()) parts.push(part);
  return text.failure === undefined ? Buffer.concat(parts).toString() : text.failure.reason;
}

const fileOf = (bytes: Uint8Array) => ({
  sizeBytes: bytes.length,
  bytes: async (from: number, to: number) => bytes.subarray(from, to),
});

const one = (kind: ParquetKind, values: readonly unknown[], scale = 0): ParquetTable => ({
  ...{ columns: [{ name: 'c', kind, scale }], rows: values.length },
  groups: async function* () {
    yield [values];
  },
});

test.each([
  ['text', [Buffer.from('a,b'), null, Buffer.from('')], 0, ['"a,b"', '', '']],
  ['integer', [1, 9007199254740993n, undefined], 0, ['1', '9007199254740993', '']],
  ['number', [0.1, 1e21, -0.5], 0, ['0.1', '1e+21', '-0.5']],
  [
    'float32',
    [Math.fround(0.1), Math.fround(16777216), Math.fround(1 / 3)],
    0,
    ['0.1', '16777216', '0.33333334'],
  ],
  ['decimal', [5n, -5, 12345n], 2, ['0.05', '-0.05', '123.45']],
  ['decimal', [7n], 0, ['7']],
  ['date', [0, 19000], 0, ['1970-01-01T00:00:00Z', '2022-01-08T00:00:00Z']],
  ['local', ['2024-05-01T10:00:00'], 0, ['2024-05-01T10:00:00']],
] as const)('%s, case %#', async (kind, values, scale, cells) => {
  expect(await textOf(one(kind, values, scale))).toBe(`c\n${cells.map((cell) => `${cell}\n`).join('')}`);
});

test('a text that is not UTF-8, and values within values, end the file', async () => {
  expect(await textOf(one('text', [Buffer.from([0xff])]))).toBe('not-utf-8');
  expect(await textOf(one('nested', [[1]]))).toBe('nested-value');
});

test('a file as it is written: types, gaps, row groups', async () => {
  const columnData = [
    { name: 'id', data: ['a', 'b', 'c'], type: 'STRING' as const },
    { name: 'at', data: [0, 1, 1500].map((time) => new Date(time * 1000 + 1)), type: 'TIMESTAMP' as const },
    { name: 'big', data: [1n, -1n, 2n ** 60n], type: 'INT64' as const },
    { name: 'wet', data: [true, null, false], type: 'BOOLEAN' as const, nullable: true },
  ];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 }));
  expect(await textOf(await hyparquetReader.open(fileOf(bytes)))).toBe(
    [
      'id,at,big,wet',
      'a,1970-01-01T00:00:00.001Z,1,true',
      'b,1970-01-01T00:00:01.001Z,-1,',
      'c,1970-01-01T00:25:00.001Z,1152921504606846976,false\n',
    ].join('\n'),
  );
  expect(await hyparquetReader.open(fileOf(bytes.subarray(0, 40)))).toBeInstanceOf(UnreadableParquet);
});

test('never more than one row group is in memory, and a store that fails is no fault of the file', async () => {
  const rows = 40_000;
  const data = Array.from({ length: rows }, (_, row) => `${row}-${'x'.repeat(20)}`);
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      ...{ columnData: [{ name: 'id', data, type: 'STRING' as const }], codec: 'UNCOMPRESSED' as const },
      rowGroupSize: rows / 40,
    }),
  );
  const reads: number[] = [];
  const table = await hyparquetReader.open({
    sizeBytes: bytes.length,
    bytes: async (from, to) => {
      reads.push(to - from);
      return bytes.subarray(from, to);
    },
  });
  // The table of contents is read first, and small files come with it.
  const contents = reads.length;
  expect((await textOf(table)).split('\n')).toHaveLength(rows + 2);
  expect(Math.max(...reads.slice(contents))).toBeLessThan(bytes.length / 20);

  const failing = await hyparquetReader.open({
    sizeBytes: bytes.length,
    bytes: async (from, to) => {
      if (to < bytes.length / 2) throw new ObjectGoneError('the object is gone', { fix: 'upload it again' });
      return bytes.subarray(from, to);
    },
  });
  await expect(textOf(failing)).rejects.toBeInstanceOf(ObjectGoneError);
});
