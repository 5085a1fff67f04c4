import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockOf, cutHoldout, partsOf } from '#core/training/holdout';

test.each([
  [
    'the newest days before asOf',
    '2013-04-01T06:00:00Z',
    '2013-04-01T03:00:00Z',
    28,
    '2013-03-04',
    '2013-04-01',
  ],
  [
    'the newest days that hold data',
    '2013-06-01T00:00:00Z',
    '2013-03-31T23:00:00Z',
    28,
    '2013-03-04',
    '2013-04-01',
  ],
  ['one day', '2013-04-01T00:00:00Z', '2013-03-31T00:00:00Z', 1, '2013-03-31', '2013-04-01'],
  ['over a leap day', '2024-03-02T00:00:00Z', '2024-03-01T00:00:00Z', 2, '2024-02-29', '2024-03-02'],
])('%s', (_, asOf, newest, days, start, end) => {
  expect(cutHoldout(asOf, newest, days)).toEqual({
    holdoutStart: `${start}T00:00:00.000Z`,
    holdoutEnd: `${end}T00:00:00.000Z`,
  });
});

const time = fc
  .date({ min: new Date('2010-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

test('every row is in one part, and nobody trains on the hold-out or on a day that is not over', () => {
  fc.assert(
    fc.property(time, time, time, fc.integer({ min: 1, max: 60 }), (asOf, newest, row, days) => {
      const cut = cutHoldout(asOf, newest, days);
      const part = partsOf(cut)(row);
      expect(part === 'train').toBe(row < cut.holdoutStart);
      expect(part === 'holdout').toBe(row >= cut.holdoutStart && row < cut.holdoutEnd);
      if (row.slice(0, 10) >= asOf.slice(0, 10)) expect(part).toBe('later');
      expect(Date.parse(cut.holdoutEnd) - Date.parse(cut.holdoutStart)).toBe(days * 86_400_000);
    }),
  );
});

test('a row without a readable time is in neither part', () => {
  expect(partsOf(cutHoldout('2013-04-01T00:00:00Z', '2013-03-31T00:00:00Z', 1))('')).toBe('later');
});

test('blocks by row, hour, day and week in UTC', () => {
  const at = '2013-03-04T23:59:59Z';
  expect([blockOf(at, 'row', 7), blockOf(at, 'hour', 7), blockOf(at, 'day', 7)]).toEqual([
    '7',
    '2013-03-04T23',
    '2013-03-04',
  ]);
});

test('weeks run from Monday to Sunday', () => {
  const week = (day: string) => blockOf(`${day}T12:00:00Z`, 'week', 0);
  expect(week('2013-03-04')).toBe(week('2013-03-10'));
  expect(week('2013-03-03')).not.toBe(week('2013-03-04'));
  expect(week('1969-12-29')).toBe(week('1970-01-04'));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (day) => {
      const date = new Date(day * 86_400_000);
      const next = new Date(date.getTime() + 86_400_000);
      const changes = week(date.toISOString().slice(0, 10)) !== week(next.toISOString().slice(0, 10));
      expect(changes).toBe(next.getUTCDay() === 1);
    }),
  );
});
