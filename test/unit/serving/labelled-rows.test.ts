import { expect, test } from 'vitest';
import { datasetConfigSchema } from '#core/config/dataset-config';
import type { LabelledRow } from '#core/serving/labelled-line';
import { LabelledRows } from '#core/serving/labelled-rows';

const rides = (change: Readonly<Record<string, unknown>> = {}) =>
  datasetConfigSchema.parse({
    ...{ name: 'rides', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['minutes'] },
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      { name: 'distance', type: 'number', range: { minimum: 0, maximum: 100 } },
      { name: 'zone', type: 'string', domain: ['north', 'south'] },
      { name: 'seats', type: 'integer', nullable: true },
      { name: 'minutes', type: 'number', nullable: true },
    ],
    crossColumn: [{ left: 'seats', operator: '<=', right: 'distance' }],
    ...change,
  });
const model = { key: ['id'], eventTime: 'at', features: ['distance', 'zone', 'seats'] };
const row = (id: string, input: string, change: Partial<LabelledRow> = {}): LabelledRow => ({
  ...{ rowId: id, eventTime: '2024-05-09T08:00:00Z', input, labels: ['12'], ...change },
});
const rowsOf = (dataset: ReturnType<typeof rides>, added: readonly LabelledRow[]): LabelledRows => {
  const rows = new LabelledRows(dataset, model, dataset);
  for (const one of added) rows.add(one);
  return rows;
};

test.each([
  ['a number out of its range', row('odd', '101,north,2'), 'range', 'distance'],
  ['a word that is not declared', row('odd', '1,west,1'), 'domain', 'zone'],
  ['an empty cell where none may be', row('odd', ',north,2'), 'null', 'distance'],
  ['a fraction where integers stand', row('odd', '9,north,2.5'), 'type', 'seats'],
  ['two cells that do not fit', row('odd', '1,north,2'), 'cross-column', 'seats'],
  ['a whole row too few', row('odd', '1,north'), 'no-feature-row', ''],
  ['no key', row('odd\u001fother', '3,north,2'), 'no-key', ''],
  ['a key that stands before', row('good', '3,north,2'), 'duplicate-key', 'id'],
  ['a character that no file holds', row('odd\u0000', '3,north,2'), 'unreadable', ''],
  ['an endless cell', row('odd'.padEnd(300_000, 'x'), '3,north,2'), 'unreadable', ''],
])('a row with %s stays out and keeps out no other', (_, odd, code, column) => {
  const rows = rowsOf(rides(), [row('good', '5,north,2'), odd, row('late', '6,south,')]);
  const lines = rows.lines();
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => /^(good|late),/.test(line))).toBe(true);
  const { first, reasons, ...count } = rows.leftOut();
  expect([count, first]).toEqual([{ rows: 1 }, [{ rowId: odd.rowId, code, column }]]);
  expect(reasons).toMatchObject([{ code, received: expect.stringContaining('(1 rows in all)') as string }]);
});

test('H-09 reasons count the rows of a kind and hold no value', () => {
  const rows = rowsOf(
    rides(),
    Array.from({ length: 1500 }, (_, at) => row(`r${at}`, '98765,north,2')),
  );
  const { first, reasons, rows: count } = rows.leftOut();
  expect([count, first.length, reasons.length]).toEqual([1500, 1000, 1]);
  expect(reasons[0]).toMatchObject({ column: 'distance', received: 'a number (1500 rows in all)' });
  expect(reasons[0]).toMatchObject({ allowed: 'from 0 to 100' });
  expect(JSON.stringify(reasons)).not.toContain('98765');
  expect(rows.lines()).toEqual([]);
});

test('where the dataset only warns, odd values go in and rows without a place do not', () => {
  const rows = rowsOf(rides({ onBreach: 'warn' }), [row('good', '101,west,2')]);
  expect(rows.lines()).toEqual(['good,2024-05-09T08:00:00Z,101,west,2,12']);
  const keyed = rowsOf(rides({ onBreach: 'warn', columns: withIntegerKey() }), [
    row('no-number', '1,north,1'),
  ]);
  expect([keyed.lines(), keyed.leftOut().first]).toEqual([
    [],
    [{ rowId: 'no-number', code: 'type', column: 'id' }],
  ]);
});

test('rows are in the order of event time, and one that the dataset has is left out', () => {
  const at = (id: string, eventTime: string) => row(id, '5,north,2', { eventTime });
  const rows = rowsOf(rides(), [at('b', '2024-05-09T08:00:30Z'), at('a', '2024-05-09T08:00Z')]);
  expect(rows.span).toEqual({ from: '2024-05-09T08:00Z', to: '2024-05-09T08:00:30Z' });
  expect(rows.lines().map((line) => line.slice(0, 1))).toEqual(['a', 'b']);
  expect(['a', 'c'].map((key) => rows.has(key))).toEqual([true, false]);
  rows.leaveOutKnown('a');
  rows.leaveOutKnown('c');
  expect(rows.lines().map((line) => line.slice(0, 1))).toEqual(['b']);
  expect(rows.leftOut()).toMatchObject({ rows: 1, first: [{ rowId: 'a', code: 'key-of-earlier-version' }] });
});

function withIntegerKey() {
  return rides().columns.map((column) => (column.name === 'id' ? { ...column, type: 'integer' } : column));
}
