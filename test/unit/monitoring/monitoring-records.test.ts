import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newestFor, qualityKey } from '#core/monitoring/monitoring-records';

const item = (version: number, asOf: string, judgedAt = asOf) => ({ version, asOf, judgedAt });

test('the newest verdict of a version is the one of the latest event time', () => {
  const april = item(2, '2013-05-01T06:00:00Z', '2024-01-01T00:00:00Z');
  const may = item(2, '2013-06-01T06:00:00Z', '2023-01-01T00:00:00Z');
  expect(newestFor([may, april], 2)).toBe(may);
});

test('F-03 of two verdicts of one moment the later judged one counts', () => {
  const first = item(2, '2013-05-01T06:00:00Z', '2024-01-01T00:00:00Z');
  const second = item(2, '2013-05-01T06:00:00Z', '2024-01-01T00:00:01Z');
  expect(newestFor([second, first], 2)).toBe(second);
});

test('F-07 verdicts of other versions do not count', () => {
  const others = [item(1, '2013-06-01T06:00:00Z'), item(3, '2013-07-01T06:00:00Z')];
  expect(newestFor(others, 2)).toBeUndefined();
  expect(newestFor(others.slice(2), 2)).toBeUndefined();
});

test('the order of items does not matter', () => {
  const items = fc.array(
    fc.record({
      version: fc.constantFrom(1, 2),
      asOf: fc.constantFrom('a', 'b', 'c'),
      judgedAt: fc.string(),
    }),
  );
  fc.assert(
    fc.property(items, (all) => {
      const [forward, backward] = [newestFor(all, 2), newestFor(all.toReversed(), 2)];
      expect([forward?.asOf, forward?.judgedAt]).toEqual([backward?.asOf, backward?.judgedAt]);
      for (const one of all.filter(({ version }) => version === 2))
        expect(one.asOf <= (forward?.asOf ?? '')).toBe(true);
    }),
  );
});

test('keys of quality sort by day, then version', () => {
  const keys = [qualityKey('2013-06-15', 2), qualityKey('2013-06-15', 10), qualityKey('2013-07-01', 1)];
  expect(keys.toSorted()).toEqual(keys);
});
