import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketStart } from '#core/serving/bucket';

test.each([
  ['2013-04-01T07:00:00Z', '2013-04-01T07', '2013-04-01T00'],
  ['2013-04-01T07:59:59.999Z', '2013-04-01T07', '2013-04-01T00'],
  ['2013-04-01T23:30:00-01:00', '2013-04-02T00', '2013-04-02T00'],
  ['2013-03-31T02:30Z', '2013-03-31T02', '2013-03-31T00'],
])('%s belongs to hour %s and day %s', (time, hour, day) => {
  expect(bucketStart(time, '1h')).toBe(hour);
  expect(bucketStart(time, '1d')).toBe(day);
});

test('F-10 a moment is in exactly one bucket: it begins at or before it and ends after it', () => {
  const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const length = { '1h': 3_600_000, '1d': 86_400_000 };
  fc.assert(
    fc.property(moment, fc.constantFrom('1h' as const, '1d' as const), (time, bucket) => {
      const start = Date.parse(`${bucketStart(time.toISOString(), bucket)}:00:00Z`);
      expect(start).toBeLessThanOrEqual(time.getTime());
      expect(start + length[bucket]).toBeGreaterThan(time.getTime());
      expect(start % length[bucket]).toBe(0);
    }),
  );
});
