import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { rowKey } from '#core/data/row-key';
import { csvLine, headerLine, keyCells, labelledCells } from '#core/serving/labelled-line';

const columns = ['city', 'id', 'at', 'distance', 'note', 'minutes', 'late'];
const dataset = datasetConfigSchema.parse({
  ...{
    name: 'rides',
    owner: 'operations',
    key: ['city', 'id'],
    eventTime: 'at',
    labels: ['late', 'minutes'],
  },
  columns: columns.map((name) => ({ name, type: name === 'at' ? 'timestamp' : 'string' })),
});
const model = { key: ['city', 'id'], eventTime: 'at', features: ['note', 'distance'] };
const row = {
  rowId: rowKey(['NYC', '7']),
  eventTime: '2024-05-09T08:00:00Z',
  input: 'n,3.5',
  labels: ['1', '12'],
};

/** The line of a row, or what it lacks. */
const labelledLine = (...given: Parameters<typeof labelledCells>) => {
  const cells = labelledCells(...given);
  return typeof cells === 'string' ? cells : csvLine(cells);
};

test('names the columns of the dataset and fills them by name', () => {
  expect(headerLine(dataset)).toBe(columns.join(','));
  expect(labelledLine(dataset, model, dataset, row)).toBe('NYC,7,2024-05-09T08:00:00Z,3.5,n,12,1');
});

test('leaves empty what nobody brings, and quotes where it must', () => {
  const other = { ...row, rowId: rowKey(['New "York"', '7']), input: '"a, b",', labels: ['', '12'] };
  expect(labelledLine(dataset, model, dataset, other)).toBe(
    '"New ""York""",7,2024-05-09T08:00:00Z,,"a, b",12,',
  );
});

test('writes the event time as a dataset takes it', () => {
  const local = { ...row, eventTime: '2024-05-09T10:00:00+02:00' };
  expect(labelledLine(dataset, model, dataset, local)).toContain(',2024-05-09T08:00:00.000Z,');
});

test.each([
  ['a row id that is no key of the dataset', { rowId: 'inference-1#0' }, 'no-key'],
  ['a captured row with other features', { input: 'n,3.5,1' }, 'no-feature-row'],
  ['a captured row that is no CSV', { input: '"n,3.5' }, 'no-feature-row'],
])('makes no line of %s', (_, change, missing) => {
  expect(labelledLine(dataset, model, dataset, { ...row, ...change })).toBe(missing);
});

test('keyCells is the way back from rowKey, whatever the cells hold', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('\\', '\n', '\u001f', '\u2028', '001f', 'a') }),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      expect(keyCells(rowKey(cells), cells.length)).toEqual(cells);
      expect(keyCells(rowKey(cells), cells.length + 1)).toBeUndefined();
    }),
  );
});
