import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeySet } from '#core/data/key-set';
import { rowKey } from '#core/data/row-key';

test('it answers as Set does', () => {
  const key = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.nat(50).map(String),
    fc.constantFrom('', '\0', '__proto__'),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), fc.array(key), (added, asked) => {
      const [ours, theirs] = [new KeySet(), new Set<string>()];
      for (const each of added) {
        expect(ours.add(each)).toBe(!theirs.has(each));
        theirs.add(each);
      }
      for (const each of [...asked, ...added]) expect(ours.has(each)).toBe(theirs.has(each));
      expect(ours.size).toBe(theirs.size);
    }),
  );
});

test('keys that differ in one digit stay apart while the set grows', () => {
  const keys = new KeySet();
  for (let day = 1; day <= 31; day += 1) {
    for (let flight = 0; flight < 5000; flight += 1) {
      expect(keys.add(`201301${String(day).padStart(2, '0')}T11-UA${flight}`)).toBe(true);
    }
  }
  expect(keys.size).toBe(155_000);
  expect(keys.has('20130115T11-UA4999')).toBe(true);
  expect(keys.has('20130115T11-UA5000')).toBe(false);
});

test('A-16 different cells make different keys, each on one line', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '\\', '\n', '\r', '\u001f', '\u2028', '0', '1', 'f'),
    maxLength: 6,
  });
  const cells = fc.array(text, { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(cells, cells, (a, b) => {
      expect(rowKey(a) === rowKey(b)).toBe(a.join('\0') === b.join('\0'));
      expect(rowKey(a)).not.toMatch(/[\n\r\u2028\u2029]/);
    }),
    { numRuns: 2000 },
  );
  expect(rowKey(['20130101T11-UA1187'])).toBe('20130101T11-UA1187');
});
