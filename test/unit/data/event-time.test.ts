import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTimes, earlier, isTimestamp, later } from '#core/data/event-time';

const form = fc.constantFrom(
  (iso: string) => iso,
  (iso: string) => iso.replace('.000Z', 'Z'),
  (iso: string) => iso.replace(/:00\.000Z$/, 'Z'),
);
const time = fc
  .tuple(
    fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    fc.constantFrom(1, 1000, 60_000),
    form,
  )
  .map(([date, unit, write]) => write(new Date(Math.floor(date.getTime() / unit) * unit).toISOString()));

test('times order by the moment, in whatever form they are written', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      expect([isTimestamp(a), isTimestamp(b)]).toEqual([true, true]);
      const order = Math.sign(Date.parse(a) - Date.parse(b));
      expect(Math.sign(compareTimes(a, b)) || 0).toBe(order || 0);
      expect(Date.parse(earlier(a, b))).toBe(Math.min(Date.parse(a), Date.parse(b)));
      expect(Date.parse(later(a, b))).toBe(Math.max(Date.parse(a), Date.parse(b)));
    }),
    { numRuns: 1000 },
  );
});

test('an empty text is no time', () => {
  expect(['', '2024-05-01T10:00Z'].map((text) => earlier(text, ''))).toEqual(['', '2024-05-01T10:00Z']);
  expect(later('', '2024-05-01T10:00Z')).toBe('2024-05-01T10:00Z');
});
