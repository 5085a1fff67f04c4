import { expect, test } from 'vitest';
import { rowCheck } from '#core/data/check-row';
import { tripCells, tripsDataset } from './support/datasets.ts';

const check = rowCheck(tripsDataset());
const codes = (change: Readonly<Record<string, string>>) =>
  check(tripCells(change)).map(({ code, column }) => `${code}:${column}`);

test('a good row has no breach', () => {
  expect(check(tripCells())).toEqual([]);
});

test.each([
  ['an empty cell where a value is due', { id: '' }, 'null:id'],
  ['a blank where a number is due', { stops: ' ' }, 'type:stops'],
  ['a fraction for an integer', { stops: '1.5' }, 'type:stops'],
  ['an integer that no double holds', { stops: '9007199254740993' }, 'type:stops'],
  ['hexadecimal', { km: '0x10' }, 'type:km'],
  ['Infinity', { km: 'Infinity' }, 'type:km'],
  ['NaN', { km: 'NaN' }, 'type:km'],
  ['a number beyond doubles', { km: '1e999' }, 'type:km'],
  ['a decimal comma', { km: '1,5' }, 'type:km'],
  ['a number below its range', { stops: '-1' }, 'range:stops'],
  ['a number above its range', { stops: '10' }, 'range:stops'],
  ['a value that was not declared', { kind: 'Bus' }, 'domain:kind'],
  ['a name of Object.prototype', { kind: '__proto__' }, 'domain:kind'],
  ['a boolean in another language', { wet: 'True' }, 'type:wet'],
  ['1 for true', { wet: '1' }, 'type:wet'],
  ['a time without zone', { at: '2024-05-01T10:00:00' }, 'type:at'],
  ['a time with an offset', { at: '2024-05-01T10:00:00+02:00' }, 'type:at'],
  ['a date alone', { at: '2024-05-01' }, 'type:at'],
  ['the 30th of February', { at: '2024-02-30T00:00:00Z' }, 'type:at'],
  ['the 29th of February in a common year', { at: '2023-02-29T00:00:00Z' }, 'type:at'],
  ['hour 24', { at: '2024-05-01T24:00:00Z' }, 'type:at'],
])('%s', (_, change, expected) => {
  expect(codes(change as Record<string, string>)).toEqual([expected]);
});

test.each([
  ['an empty cell where it may be empty', { km: '' }],
  ['an exponent', { km: '1e-10' }],
  ['a number without leading zero', { km: '.5' }],
  ['a sign', { km: '-3.25', stops: '+3' }],
  ['minutes only', { at: '2024-05-01T10:00Z' }],
  ['nanoseconds', { at: '2024-05-01T10:00:00.123456789Z' }],
  ['the 29th of February in a leap year', { at: '2024-02-29T23:59:59Z' }],
])('%s is allowed', (_, change) => {
  expect(codes(change as Record<string, string>)).toEqual([]);
});

test('every breach of a row is told, never with the value', () => {
  const breaches = check(tripCells({ id: '', stops: 'secret', kind: 'hidden' }));
  expect(breaches.map(({ column }) => column)).toEqual(['id', 'stops', 'kind']);
  expect(JSON.stringify(breaches)).not.toMatch(/secret|hidden/);
});

test.each([
  ['<', '1', '2', true],
  ['<', '2', '2', false],
  ['<=', '10', '9', false],
  ['<=', '9', '10', true],
  ['==', '1.0', '1', true],
  ['!=', '1.0', '1', false],
  ['>=', '2', '2', true],
  ['>', '2', '10', false],
])('stops %s km: %s and %s', (operator, left, right, holds) => {
  const crossed = rowCheck(tripsDataset({ crossColumn: [{ left: 'stops', operator, right: 'km' }] }));
  const row = tripCells({ stops: String(Math.trunc(Number(left))), km: right });
  expect(crossed(row).length === 0).toBe(holds);
});

test('a cross-column rule compares times as times and skips empty cells', () => {
  const dataset = tripsDataset({
    columns: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'timestamp' },
      { name: 'end', type: 'timestamp', nullable: true },
    ],
    labels: [],
    crossColumn: [{ left: 'at', operator: '<=', right: 'end' }],
  });
  const crossed = rowCheck(dataset);
  expect(crossed(['a', '2024-05-01T10:00Z', '2024-05-01T10:00:30Z'])).toEqual([]);
  expect(crossed(['a', '2024-05-01T10:01Z', '2024-05-01T10:00:30Z'])).toHaveLength(1);
  expect(crossed(['a', '2024-05-01T10:01Z', ''])).toEqual([]);
});
