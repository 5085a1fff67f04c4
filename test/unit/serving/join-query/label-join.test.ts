import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { compiledModelSchema } from '#core/config/compiled-model';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { sha256Hex } from '#core/registry/identify';
import { bucketStart } from '#core/serving/bucket';
import { parseCaptureKey } from '#core/serving/capture-key';
import { decodeCaptureLine } from '#core/serving/capture-record';
import { BadStatementError } from '#core/serving/join-query/errors';
import { labelJoinQuery } from '#core/serving/join-query/label-join';
import { definedTable, tableReference, textLiteral } from '#core/serving/join-query/sql-text';
import { answersStatement, joinStatement } from '#core/serving/join-query/statements';
import { LabelBook } from '#core/serving/label-book';
import { labelNumber, readLabels } from '#core/serving/labels';
import { FoundRows } from '#lambdas/serving/join-ground-truth/found-rows';
import { ANSWERS, COUNTS, JOIN, QUERIES, STATEMENTS } from '#test/reference/label-join/statements';

/** Made by make-vectors.py: the statements of statements.ts, run by DuckDB on generated captures and labels. */
const VECTORS = join(import.meta.dirname, '../../../reference/label-join/vectors.json');
const text = z.string();
/** Version, bucket, row id, prediction, label, event time, input, labels. */
const rowSchema = z.tuple([z.int(), text, text, z.number(), z.number(), text, text, z.array(text)]);
const vectors = z
  .strictObject({
    versions: z.strictObject({ duckdb: z.string(), sqlglot: z.string() }),
    objects: z.array(z.strictObject({ key: z.string(), lines: z.array(z.string()) })),
    labelFiles: z.array(z.string()),
    earlier: z.array(z.tuple([z.string(), z.string()])),
    results: z.array(z.strictObject({ name: z.string(), sha256: z.string(), rows: z.array(rowSchema) })),
    parsed: z.array(z.strictObject({ name: z.string(), sha256: z.string(), kind: z.string() })),
    counts: z.strictObject({ sha256: z.string(), row: z.array(z.int()) }),
  })
  .parse(JSON.parse(readFileSync(VECTORS, 'utf8')));

const resultOf = (name: string) => vectors.results.find((result) => result.name === name)?.rows ?? [];
const digest = (sql: string) => createHash('sha256').update(sql).digest('hex');

const dataset = datasetConfigSchema.parse({
  ...{ name: 'rides', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['delay', 'late'] },
  columns: [
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'delay', type: 'number', nullable: true },
    { name: 'late', type: 'boolean', nullable: true },
  ],
});

interface ProductJoin {
  readonly own: 'delay' | 'late';
  readonly bucket: '1h' | '1d';
  readonly earlier: readonly (readonly [string, string])[];
  readonly isRead: (key: string) => boolean;
}

/** What `JoinGroundTruth` makes of the same captures and labels, with its own parts. */
async function joinByProduct({ own, bucket, earlier, isRead }: ProductJoin) {
  const model = compiledModelSchema.parse({
    ...{ name: 'air-time', owner: 'operations', risk: 'low', objective: 'plan', dataset: 'rides' },
    ...{ label: own, features: ['x'], key: ['id'], eventTime: 'at' },
    problem: own === 'late' ? 'binary' : 'regression',
    evaluation: { metric: own === 'late' ? 'auc' : 'rmse' },
    monitoring: { bucket },
  });
  const book = new LabelBook(dataset.labels.indexOf(own));
  for (const [at, content] of vectors.labelFiles.entries()) {
    const terms = { dataset, label: own, problem: model.problem };
    const file = await readLabels(bytesOf(content), terms);
    expect(file.reasons).toEqual([]);
    book.add(`file-${at}`, file);
  }
  book.closeRowsWithoutOwnLabel();
  const found = new FoundRows(book, model, undefined);
  const known = {
    // A label that differs is a contradiction, one that does not a duplicate: neither is a row.
    inBucket: (start: string) =>
      Promise.resolve(new Map(earlier.filter(([, bucketOf]) => bucketOf === start).map(([id]) => [id, 0]))),
  };
  for (const { version, records } of inOrder(bucket, isRead))
    for (const record of records) await found.add(version, record, known);
  return found
    .groups()
    .flatMap(({ version, bucketStart: start, rowIds, predictions, labels }) =>
      rowIds.map((rowId, at) => [version, start, rowId, predictions[at], labels[at]] as const),
    )
    .sort(byRowId);
}

/** Live records by object: newest bucket first, then the highest version, then the key of the sketch. */
function inOrder(bucket: '1h' | '1d', isRead: (key: string) => boolean) {
  return vectors.objects
    .filter(({ key }) => isRead(key))
    .map(({ key, lines }) => {
      const records = lines
        .map(decodeCaptureLine)
        .flatMap((decoded) => ('record' in decoded ? [decoded.record] : []))
        .filter(({ attributes }) => attributes.purpose === 'live');
      const buckets = records.flatMap((record) => record.eventTimes.map((time) => bucketStart(time, bucket)));
      const version = Number(parseCaptureKey(key)?.variant.slice(1));
      return {
        version,
        records,
        newest: buckets.sort()[buckets.length - 1] ?? '',
        name: sha256Hex(`capture\n${key}`),
      };
    })
    .sort((a, b) =>
      a.newest === b.newest
        ? b.version - a.version || (a.name < b.name ? -1 : 1)
        : a.newest < b.newest
          ? 1
          : -1,
    );
}

function byRowId(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[2]) < String(b[2]) ? -1 : 1;
}

async function* bytesOf(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

describe('the statements of the join engine', () => {
  it('are those that were parsed in the dialect of Athena and run', () => {
    const recorded = new Map(
      [...vectors.results, ...vectors.parsed].map(({ name, sha256 }) => [name, sha256]),
    );
    const today = Object.entries({ ...QUERIES, ...STATEMENTS }).map(
      ([name, sql]) => [name, digest(sql)] as const,
    );
    expect(new Map(today)).toEqual(recorded);
    expect(vectors.parsed.map(({ kind }) => kind)).toEqual([
      ...['Select', 'Select', 'Select'],
      ...['Create', 'Create', 'Create'],
    ]);
  });

  it.each<[string, ProductJoin]>([
    ['daily', { own: 'delay', bucket: '1d', earlier: [], isRead: () => true }],
    [
      'daily, without rows joined before',
      { own: 'delay', bucket: '1d', earlier: vectors.earlier, isRead: () => true },
    ],
    [
      'one day of one version, by the hour',
      { own: 'late', bucket: '1h', earlier: [], isRead: (key) => key.includes('/v2/2013/04/01/') },
    ],
  ])('find the rows that the function finds: %s', async (name, terms) => {
    const rows = resultOf(name).map(([version, start, rowId, prediction, label]) => [
      ...[version, start, rowId, prediction, label],
    ]);
    const expected = await joinByProduct(terms);
    expect(expected.length).toBeGreaterThan(10);
    expect(rows.sort(byRowId)).toEqual(expected);
  });

  it('count what they read of a window, so that nobody takes a part for the whole', () => {
    const records = vectors.objects
      .flatMap(({ lines }) => lines.map(decodeCaptureLine))
      .flatMap((decoded) => ('record' in decoded ? [decoded.record] : []))
      .filter(({ attributes }) => attributes.purpose === 'live');
    const outputs = records.flatMap((record) => record.outputs.map((output) => output.trim()));
    const numbers = outputs.filter((output) => output !== '' && Number.isFinite(Number(output)));
    const [live = 0, ...read] = vectors.counts.row;
    expect(digest(COUNTS)).toBe(vectors.counts.sha256);
    expect(read).toEqual([
      new Set(records.map(({ eventId }) => eventId)).size,
      outputs.length,
      numbers.length,
    ]);
    // Spoilt records are live and not read.
    expect(live).toBeGreaterThan(read[0] ?? Number.NaN);
  });

  it('give each row its labels as the files say them, first come first', () => {
    const rows = resultOf('daily');
    expect(rows.length).toBeGreaterThan(60);
    const lines = vectors.labelFiles.flatMap((content) => content.trimEnd().split('\n').slice(1));
    for (const [, , rowId, , label, , , values] of rows) {
      const own = lines.map((line) => line.split(',')).filter(([id]) => id === rowId);
      expect(values).toEqual([1, 2].map((at) => own.find((cells) => cells[at] !== '')?.[at] ?? ''));
      expect(label).toBe(labelNumber(values[0] ?? ''));
    }
  });

  it('find in hash partitions together what one statement finds', () => {
    const parts = [0, 1, 2, 3].map((part) => resultOf(`part ${part} of 4`));
    expect(parts.every((rows) => rows.length > 0)).toBe(true);
    expect(parts.flat().sort(byRowId)).toEqual(resultOf('daily').toSorted(byRowId));
  });
});

test('names and values stay what they are, whatever they hold', () => {
  const hostile = `x'); DROP TABLE t; --"\\`;
  expect(textLiteral(hostile)).toBe(`'x''); DROP TABLE t; --"\\'`);
  expect(tableReference({ database: 'd"d', table: hostile })).toBe(`"d""d"."x'); DROP TABLE t; --""\\"`);
  const sql = labelJoinQuery({ ...JOIN, labels: { database: 'g', table: hostile } });
  expect(sql.split('"x\'); DROP TABLE t; --""\\"')).toHaveLength(2);
  for (const name of ['', 'a\nb', 'n'.repeat(256)])
    expect(() => tableReference({ database: 'g', table: name })).toThrow(BadStatementError);
  expect(() => definedTable({ database: 'g', table: 'a`b' })).toThrow(BadStatementError);
});

test('a statement reads the partitions it names, and is refused where it makes no sense', () => {
  expect(QUERIES['daily']).toContain(
    "WHERE variant IN ('v1', 'v2') AND hour BETWEEN '2013/04/01/00' AND '2013/04/03/23'",
  );
  expect(STATEMENTS['join of answers']).toContain('a.part IN (3)');
  const [part, place] = [{ part: 1, count: 3 }, 's3://lake/joins/1'];
  expect(() => labelJoinQuery({ ...JOIN, part })).toThrow(BadStatementError);
  expect(() => labelJoinQuery({ ...JOIN, ownLabel: 2 })).toThrow(BadStatementError);
  expect(() => joinStatement(JOIN, place)).toThrow(BadStatementError);
  expect(() => answersStatement({ ...ANSWERS, versions: [] }, `${place}/`)).toThrow(BadStatementError);
  const versions = Array.from({ length: 60_000 }, (_, index) => index + 1);
  expect(() => answersStatement({ ...ANSWERS, versions }, `${place}/`)).toThrow(BadStatementError);
  const statement = answersStatement(ANSWERS, `${place}/`);
  expect(statement.token).toMatch(/^[0-9a-f]{64}$/);
  expect(answersStatement(ANSWERS, `${place}/`)).toEqual(statement);
});
