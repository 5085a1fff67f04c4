import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hypergeometric } from '#core/monitoring/divergence/hypergeometric';

const rows = fc.integer({ min: 1, max: 400 });

it('is a law with the right mean, whatever is marked', () => {
  fc.assert(
    fc.property(rows, rows, fc.double({ min: 0, max: 1, noNaN: true }), (first, second, share) => {
      const marked = Math.round(share * (first + second));
      const { from, probabilities } = hypergeometric(marked, { first, second });
      const mean = probabilities.reduce((sum, one, index) => sum + one * (from + index), 0);
      expect(mean).toBeCloseTo((marked * first) / (first + second), 8);
      expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    }),
  );
});

it('keeps its digits far out', () => {
  // All ten marked rows among a million fall into the first thousand: 1000! 999990! / (990! 1000000!).
  const { probabilities } = hypergeometric(10, { first: 1000, second: 999_000 });
  let exact = 1;
  for (let row = 0; row < 10; row += 1) exact *= (1000 - row) / (1_000_000 - row);
  expect(Math.abs((probabilities[10] ?? 0) / exact - 1)).toBeLessThan(1e-12);
});
