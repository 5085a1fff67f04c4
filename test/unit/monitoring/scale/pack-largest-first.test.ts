import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packLargestFirst } from '#core/monitoring/scale/pack-largest-first';

function fullest(weights: readonly number[], assigned: readonly number[], bins: number): number {
  const loads = new Array<number>(bins).fill(0);
  weights.forEach((weight, item) => {
    const bin = assigned[item] ?? -1;
    loads[bin] = (loads[bin] ?? Number.NaN) + weight;
  });
  return Math.max(...loads);
}

/** Tries every way there is. */
function optimum(weights: readonly number[], bins: number): number {
  const loads = new Array<number>(bins).fill(0);
  const place = (item: number): number => {
    const weight = weights[item];
    if (weight === undefined) return Math.max(...loads);
    let best = Number.POSITIVE_INFINITY;
    for (let bin = 0; bin < bins; bin += 1) {
      loads[bin] = (loads[bin] ?? 0) + weight;
      best = Math.min(best, place(item + 1));
      const isEmptyNow = loads[bin] === weight;
      loads[bin] = (loads[bin] ?? 0) - weight;
      // The other empty bins are no different.
      if (isEmptyNow) break;
    }
    return best;
  };
  return place(0);
}

it('is within 4/3 - 1/(3 k) of the optimum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      (weights, bins) => {
        const found = fullest(weights, packLargestFirst(weights, bins), bins);
        expect(found).toBeLessThanOrEqual(optimum(weights, bins) * (4 / 3 - 1 / (3 * bins)) + 1e-9);
      },
    ),
    { numRuns: 300 },
  );
});

it('reaches the worst case that the bound allows, and no more', () => {
  // Graham's example for two bins: 7/6.
  const weights = [3, 3, 2, 2, 2];
  expect(fullest(weights, packLargestFirst(weights, 2), 2)).toBe(7);
  expect(optimum(weights, 2)).toBe(6);
});

it('fills no bin above the mean and one item, with many items', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (weights, bins) => {
        const assigned = packLargestFirst(weights, bins);
        expect(assigned.every((bin) => bin >= 0 && bin < bins)).toBe(true);
        const sum = weights.reduce((total, weight) => total + weight, 0);
        expect(fullest(weights, assigned, bins)).toBeLessThanOrEqual(sum / bins + Math.max(...weights));
      },
    ),
    { numRuns: 100 },
  );
});
