import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascendingOrder } from '#core/training/ascending-order';

test('rows stand in the order of their values, equal ones as they came, those without a number last', () => {
  const value = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NaN, -0, 0));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const rank = (row: number) => (Number.isNaN(values[row]) ? [1, 0] : [0, values[row] ?? 0]);
      const expected = [...values.keys()].sort((a, b) => {
        const [[isLast = 0, x = 0], [isOtherLast = 0, y = 0]] = [rank(a), rank(b)];
        return isLast - isOtherLast || (x < y ? -1 : x > y ? 1 : a - b);
      });
      expect([...ascendingOrder(Float64Array.from(values))]).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
