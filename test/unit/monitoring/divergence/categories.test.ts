import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { categorySetChange } from '#core/monitoring/divergence/category-set';
import { categoryShifts } from '#core/monitoring/divergence/category-shifts';
import { likelihoodRatioTest } from '#core/monitoring/divergence/g-test';
import { largestShareChange } from '#core/monitoring/divergence/largest-share-change';
import { twoProportionTest } from '#core/monitoring/divergence/two-proportion';
import { seededRandom } from '#core/random';
import { measured, pValueOf } from './support/vectors.ts';

describe('categorySetChange', () => {
  it('F-08 names what is new and what is gone, with shares and chance', () => {
    const result = measured(
      categorySetChange(
        [
          ['EWR', 900],
          ['JFK', 99],
          ['LGA', 1],
          ['SWF', 0],
        ],
        [
          ['EWR', 30],
          ['SWF', 10],
          ['ISP', 60],
        ],
      ),
    );
    expect(result.added).toEqual([
      { name: 'ISP', share: 0.6 },
      { name: 'SWF', share: 0.1 },
    ]);
    expect(result.missing.map(({ name }) => name)).toEqual(['JFK', 'LGA']);
    // LGA is absent from most windows of 100 rows by chance, JFK from none.
    expect(result.missing[0]?.chance).toBeCloseTo(0.901 ** 100, 12);
    expect(result.missing[1]?.chance).toBeCloseTo(0.999 ** 100, 12);
    expect(result.addedShare).toBeCloseTo(0.7, 12);
    expect(result.missingShare).toBeCloseTo(0.1, 12);
  });

  it('A-16 takes names as data, and adds up a name that stands twice', () => {
    const result = measured(
      categorySetChange(
        [
          ['__proto__', 1],
          ['__proto__', 1],
        ],
        [['constructor', 4]],
      ),
    );
    expect(result.added).toEqual([{ name: 'constructor', share: 1 }]);
    expect(result.missing).toEqual([{ name: '__proto__', share: 1, chance: 0 }]);
  });

  it('F-02 has a reason when a side is empty', () => {
    expect(categorySetChange([], [['a', 1]])).toEqual({ isApplicable: false, reason: 'no-baseline-rows' });
    expect(categorySetChange([['a', 1]], [['a', 0]])).toEqual({
      isApplicable: false,
      reason: 'no-window-rows',
    });
  });

  it('does not know the order of categories, and finds nothing in a sample against itself', () => {
    const table = fc.dictionary(fc.string(), fc.integer({ min: 1, max: 99 }), { minKeys: 1 });
    fc.assert(
      fc.property(table, table, (baseline, window) => {
        const [a, b] = [Object.entries(baseline), Object.entries(window)];
        const result = measured(categorySetChange(a, b));
        expect(categorySetChange(a.toReversed(), b.toReversed())).toEqual(result);
        expect(categorySetChange(a, a)).toMatchObject({ added: [], missing: [], addedShare: 0 });
        const back = measured(categorySetChange(b, a));
        expect(back.addedShare).toBeCloseTo(result.missingShare, 12);
      }),
    );
  });
});

describe('categoryShifts', () => {
  it('names the category that changed, by its place in the counts', () => {
    const result = measured(categoryShifts([100, 0, 300, 100, 0], [110, 0, 290, 60, 40]));
    expect(result.shifts[0]).toMatchObject({ category: 4, change: 0.08 });
    expect(result.shifts.map(({ category }) => category)).not.toContain(1);
    expect(
      result.shifts.filter(({ adjustedPValue }) => adjustedPValue < 0.05).map(({ category }) => category),
    ).toEqual([4, 3]);
    expect(measured(largestShareChange([100, 0, 300, 100, 0], [110, 0, 290, 60, 40])).category).toBe(3);
  });

  it('F-09 calls a calm window changed no more often than it says, whatever the number of categories', () => {
    const random = seededRandom('categories');
    const rounds = 1500;
    let alarms = 0;
    for (let round = 0; round < rounds; round += 1) {
      const count = (size: number) => {
        const counts = new Array<number>(40).fill(0);
        for (let row = 0; row < size; row += 1) {
          const category = Math.floor(40 * random());
          counts[category] = (counts[category] ?? 0) + 1;
        }
        return counts;
      };
      if (pValueOf(measured(categoryShifts(count(1500), count(1000)))) <= 0.05) alarms += 1;
    }
    expect(alarms / rounds).toBeLessThan(0.067);
    expect(alarms / rounds).toBeGreaterThan(0.02);
  });

  it('keeps a corrected p-value at or above its own', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(counts, counts, (baseline, window) => {
        const result = categoryShifts(baseline, window);
        if (!result.isApplicable || typeof result.pValue !== 'number') return;
        const [first] = result.shifts;
        expect(result.pValue).toBeGreaterThanOrEqual((first?.pValue ?? 1) * (1 - 1e-12));
        for (const shift of result.shifts) expect(shift.adjustedPValue).toBeGreaterThanOrEqual(shift.pValue);
      }),
    );
  });
});

test('three missing values among a thousand are no chance where a million had none', () => {
  const test = measured(twoProportionTest({ count: 0, rows: 1_000_000 }, { count: 3, rows: 1000 }));
  expect(test.method).toBe('exact');
  expect(test.pValue).toBeLessThan(1e-8);
  expect(test.change).toBe(0.003);
});

test('the likelihood ratio pools equally rare categories alike, in whatever order they stand', () => {
  const there = likelihoodRatioTest([1, 10, 12, 300], [0, 12, 10, 300]);
  const back = likelihoodRatioTest([1, 12, 10, 300], [0, 10, 12, 300]);
  expect(measured(back).statistic).toBeCloseTo(measured(there).statistic, 12);
});
