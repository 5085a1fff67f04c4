import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#core/registry/canonical-json';
import { identify, sha256Hex } from '#core/registry/identify';
import { ledgerKey, partitionKey, versionKey, windowKey } from '#core/registry/keys';

test('gives the same id whatever the order of the keys, and 16 hex digits', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (identity) => {
      const turned = Object.fromEntries(Object.entries(identity).reverse());
      expect(identify('ct', turned)).toBe(identify('ct', identity));
      expect(identify('ct', identity)).toMatch(/^ct-[0-9a-f]{16}$/);
    }),
    { seed: 1 },
  );
  expect(identify('ct', { model: 'a' })).not.toBe(identify('ct', { model: 'b' }));
});

test('writes the example of RFC 8785', () => {
  const value = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  );
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('refuses what is not JSON instead of hashing something else', () => {
  expect(() => canonicalJson(undefined)).toThrow(TypeError);
  expect(() => canonicalJson({ ratio: Number.NaN })).toThrow();
});

test('keys sort like the numbers in them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 1, max: 999_999 }), (a, b) => {
      expect(versionKey(a) < versionKey(b)).toBe(a < b);
      expect(ledgerKey(a) < ledgerKey(b)).toBe(a < b);
      expect(windowKey('2026-01-01', a, 1) < windowKey('2026-01-01', b, 1)).toBe(a < b);
    }),
    { seed: 2 },
  );
  expect(partitionKey({ kind: 'model', name: 'air-time' })).toBe('default#model#air-time');
  expect(partitionKey({ tenant: 't1', kind: 'model', name: 'air-time' })).toBe('t1#model#air-time');
});
