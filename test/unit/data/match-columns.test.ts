import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchColumns } from '#core/data/match-columns';
import { TRIPS_HEADER, tripsDataset } from './support/datasets.ts';

const dataset = tripsDataset();
const header = TRIPS_HEADER.split(',');

test('A-10 the same columns match as they are', () => {
  expect(matchColumns(header, dataset)).toEqual({
    positions: [0, 1, 2, 3, 4, 5, 6],
    missing: [],
    extra: [],
    isReordered: false,
  });
});

test('A-10 whatever the order of the columns: each is found by name', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(header, { minLength: header.length }), (shuffled) => {
      const match = matchColumns(shuffled, dataset);
      expect(match.positions.map((position) => shuffled[position])).toEqual(header);
      expect([match.missing, match.extra]).toEqual([[], []]);
      expect(match.isReordered).toBe(shuffled.join() !== header.join());
    }),
  );
});

test('A-10 whatever columns are dropped and added: just those are told', () => {
  const others = fc.uniqueArray(fc.constantFrom('ID', 'id ', '__proto__', 'constructor', 'km2'), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.subarray(header), others, (kept, added) => {
      const match = matchColumns([...added, ...kept], dataset);
      expect(match.missing).toEqual(header.filter((name) => name !== 'late' && !kept.includes(name)));
      expect(match.extra).toEqual(added);
    }),
  );
});

test('A-10 a nullable label may be absent, another nullable column may not', () => {
  const match = matchColumns(['id', 'at', 'stops', 'kind', 'wet'], dataset);
  expect(match.missing).toEqual(['km']);
  expect(match.positions).toEqual([0, 1, 2, -1, 3, 4, -1]);
});
