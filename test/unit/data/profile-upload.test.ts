import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import { profileUpload } from '#core/data/profile-upload';
import { cutAt } from './support/decode.ts';
import { TRIPS_HEADER, tripCells, tripsDataset } from './support/datasets.ts';

const root = join(import.meta.dirname, '../../..');

async function profileText(content: string, dataset: DatasetConfig = tripsDataset()) {
  const out = { rows: '', keys: '', rejected: '' };
  const text = (lines: Uint8Array) => Buffer.from(lines).toString();
  const pass = await profileUpload(cutAt(Buffer.from(content), [1, 7, 50]), dataset, {
    rows: async (lines) => void (out.rows += text(lines)),
    keys: async (lines) => void (out.keys += text(lines)),
    rejected: async (lines) => void (out.rejected += text(lines)),
  });
  return { ...pass, out };
}
const file = (...rows: readonly string[][]) => [TRIPS_HEADER, ...rows.map((row) => row.join(','))].join('\n');

test('the real fixture: every row is good, and its canonical form is itself', async () => {
  const flights = datasetConfigSchema.parse(
    parse(readFileSync(join(root, 'examples/flights/datasets/flights/dataset.yaml'), 'utf8')),
  );
  const path = join(root, 'test/fixtures/flights/upload-january-sample.csv');
  let rows = '';
  const { facts, profile, sha256 } = await profileUpload(
    createReadStream(path, { highWaterMark: 997 }),
    flights,
    {
      rows: async (lines) => void (rows += Buffer.from(lines).toString()),
      keys: async () => undefined,
      rejected: async () => expect.fail('a row was rejected'),
    },
  );
  const text = readFileSync(path, 'utf8');
  expect(rows).toBe(text);
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  expect(facts).toMatchObject({ rows: text.trimEnd().split('\n').length - 1, rejectedRows: 0, breaches: [] });
  expect(profile.minEventTime.slice(0, 7)).toBe('2013-01');
  expect(profile.columns).toHaveLength(flights.columns.length);
});

test('a hundred thousand rows go through in pieces, none of them large', async () => {
  const rows = 100_000;
  async function* upload(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${TRIPS_HEADER}\n`);
    for (let row = 0; row < rows; row += 1) yield Buffer.from(`${tripCells({ id: `t${row}` }).join(',')}\n`);
  }
  let largest = 0;
  const measure = async (lines: Uint8Array) => {
    largest = Math.max(largest, lines.length);
  };
  const sink = { rows: measure, keys: measure, rejected: measure };
  const { facts } = await profileUpload(upload(), tripsDataset(), sink);
  expect([facts.rows, facts.goodRows, facts.labelled['late']]).toEqual([rows, rows, rows]);
  expect(largest).toBeLessThan(2_000_000);
});

test('A-10 columns in another order give the same canonical rows', async () => {
  const straight = await profileText(file(tripCells(), tripCells({ id: 'b', late: '' })));
  const names = TRIPS_HEADER.split(',').toReversed();
  const reversed = [names, tripCells().toReversed(), tripCells({ id: 'b', late: '' }).toReversed()].join(
    '\n',
  );
  const other = await profileText(reversed);
  expect(other.out).toEqual(straight.out);
  expect([other.sha256, other.isReordered, straight.isReordered]).toEqual([straight.sha256, true, false]);
});

test('cells with commas, quotes and line ends are written so that they read back', async () => {
  const dataset = tripsDataset({
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
    ],
    labels: [],
  });
  const { out } = await profileText('id,at\n"a,""b""\r\nc",2024-05-01T10:00:00Z\n', dataset);
  expect(out.rows).toBe('id,at\n"a,""b""\r\nc",2024-05-01T10:00:00Z\n');
  expect(out.keys).toBe('a,"b"\\000d\\000ac\n');
});

test('breaches are counted in full and told by example, with row and line', async () => {
  const bad = Array.from({ length: 10 }, (_, row) => tripCells({ id: `t${row}`, stops: 'x' }));
  const { facts, out } = await profileText(file(tripCells(), ...bad));
  expect(facts).toMatchObject({
    rows: 11,
    goodRows: 1,
    rejectedRows: 10,
    breachCounts: { 'type:stops': 10 },
  });
  expect(facts.breaches.map(({ row, line }) => [row, line])).toEqual([
    [2, 3],
    [3, 4],
    [4, 5],
  ]);
  expect(out.rejected.split('\n')).toHaveLength(12);
  expect(out.rejected.startsWith(`${TRIPS_HEADER}\n`)).toBe(true);
});

test('a key twice is a breach of the second row; a row that breaches takes no key', async () => {
  const twice = await profileText(file(tripCells(), tripCells({ stops: '4' })));
  expect(twice.facts.breaches).toMatchObject([{ code: 'duplicate-key', row: 2 }]);
  const mended = await profileText(file(tripCells({ stops: 'x' }), tripCells()));
  expect(mended.facts.breachCounts).toEqual({ 'type:stops': 1 });
});

test('where breaches are only warned about, rows are kept unless they lack key or event time', async () => {
  const warn = tripsDataset({ onBreach: 'warn' });
  const { facts, profile } = await profileText(
    file(
      tripCells({ at: '' }),
      tripCells({ id: 'b', at: 'yesterday' }),
      tripCells({ id: '' }),
      tripCells({ id: 'c', km: 'x' }),
    ),
    warn,
  );
  expect([facts.goodRows, facts.rejectedRows]).toEqual([1, 3]);
  expect([profile.minEventTime, profile.maxEventTime]).toEqual([
    '2024-05-01T10:00:00Z',
    '2024-05-01T10:00:00Z',
  ]);
});

test('A-16 a file with hostile columns is refused by name and pollutes nothing', async () => {
  const { facts } = await profileText(
    `${TRIPS_HEADER},__proto__,constructor\n${tripCells().join(',')},x,y\n`,
  );
  expect(facts.extraColumns).toEqual(['__proto__', 'constructor']);
  expect(facts.goodRows).toBe(0);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
