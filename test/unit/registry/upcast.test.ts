import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentSchema, upcast, UPCASTERS, type UpcasterTable } from '#core/registry/upcast';

/** A lease as three ages of the code knew it. */
const table: UpcasterTable = {
  lease: [
    (data) => ({ token: 0, ...data }),
    (data) => ({ ...data, holder: data['holder'] ?? data['owner'] ?? '' }),
  ],
};
const facts = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { maxKeys: 5 });

test('D-14 lifts an item of any age to the newest shape and keeps fields it does not know', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), facts, (schema, more) => {
      const lifted = upcast('lease', schema, { ...more, owner: 'a', token: 7, holder: 'b' }, table);
      expect(lifted).toEqual({ ...more, owner: 'a', token: 7, holder: 'b' });
    }),
    { seed: 14 },
  );
  expect(upcast('lease', 1, { owner: 'a' }, table)).toEqual({ owner: 'a', token: 0, holder: 'a' });
  expect(upcast('lease', 2, { owner: 'a', token: 3 }, table)).toEqual({ owner: 'a', token: 3, holder: 'a' });
});

test('D-14 lifting again changes nothing, so that code of two ages can share an item', () => {
  for (const [entity, steps] of [...Object.entries(table), ...Object.entries(UPCASTERS)]) {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: steps.length + 1 }), facts, (schema, data) => {
        const once = upcast(entity, schema, data, { [entity]: steps });
        expect(upcast(entity, 1, once, { [entity]: steps })).toEqual(
          upcast(entity, 1, data, { [entity]: steps }),
        );
        expect(Object.keys(once)).toEqual(expect.arrayContaining(Object.keys(data)));
      }),
      { seed: 15 },
    );
  }
});

test('D-14 an item from a newer age, or of an unlisted entity, is returned as it stands', () => {
  expect(upcast('lease', 9, { holder: 'b' }, table)).toEqual({ holder: 'b' });
  expect(upcast('window', 1, { a: 1 }, table)).toEqual({ a: 1 });
  expect(currentSchema('lease', table)).toBe(3);
  expect(currentSchema('window', table)).toBe(1);
});
