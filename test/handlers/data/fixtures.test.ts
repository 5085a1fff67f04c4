import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataRoom, trips } from './support/data-room.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'data');
const fixture = (name: string) => readFileSync(join(FOLDER, name));

const accepted: readonly (readonly [string, readonly string[]])[] = [
  ['good.csv', []],
  ['spreadsheet-export.csv', ['byte-order-mark', 'crlf']],
  ['reordered-columns.csv', ['reordered-columns']],
];
const refused: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['missing-column.csv', { code: 'missing-column', line: 1, column: 'stops' }],
  ['extra-column.csv', { code: 'extra-column', line: 1, column: 'driver' }],
  ['ragged-row.csv', { code: 'ragged-row', line: 3 }],
  ['unbalanced-quote.csv', { code: 'unbalanced-quote' }],
  ['same-key-twice.csv', { code: 'duplicate-key', row: 2, line: 3, column: 'id' }],
  ['local-time.csv', { code: 'type', row: 1, line: 2, column: 'at' }],
  ['out-of-range.csv', { code: 'range', row: 1, line: 2, column: 'stops' }],
  ['no-labels.csv', { code: 'all-labels-missing', column: 'late' }],
  ['hostile-names.csv', { code: 'extra-column', line: 1, column: '__proto__' }],
];

test('every fixture is spoken for', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...accepted, ...refused].map(([name]) => name).sort());
});

test.each(accepted)('A-08 %s is a version with the content of the good one', async (name, normalised) => {
  const room = dataRoom(trips());
  const upload = await room.land(`trips/${name}`, fixture(name));
  expect(await room.run(upload)).toMatchObject({ outcome: 'committed', rows: 3 });
  const manifest = await room.manifestOf(1);
  expect(manifest.normalised).toEqual(normalised);
  const [object] = manifest.added;
  const text = await room.store.readText({ bucket: 'lake', key: object?.key ?? '' });
  expect(text).toBe(fixture('good.csv').toString());
});

test.each(refused)('A-08 A-10 A-16 %s is quarantined with its place', async (name, reason) => {
  const room = dataRoom(trips());
  const upload = await room.land(`trips/${name}`, fixture(name));
  expect(await room.run(upload)).toMatchObject({ outcome: 'quarantined' });
  const [first] = (await room.recordOf(upload.uploadId))?.reasons ?? [];
  expect(first).toMatchObject(reason);
  expect(first?.fix).toMatch(/\w+ \w+/);
  const original = { bucket: 'lake', key: `trips/quarantine/${upload.uploadId}/original` };
  expect(await room.store.readText(original)).toBe(fixture(name).toString());
  expect(Object.prototype).not.toHaveProperty('x');
});
