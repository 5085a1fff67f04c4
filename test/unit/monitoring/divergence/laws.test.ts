import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { andersonDarling } from '#core/monitoring/divergence/anderson-darling';
import { bridgeFormSurvival } from '#core/monitoring/divergence/bridge-form-tail';
import { categoryShifts } from '#core/monitoring/divergence/category-shifts';
import { cramerVonMises } from '#core/monitoring/divergence/cramer-von-mises';
import type { Divergence, NotApplicable } from '#core/monitoring/divergence/divergence';
import { likelihoodRatioTest } from '#core/monitoring/divergence/g-test';
import { hellinger } from '#core/monitoring/divergence/hellinger';
import { jensenShannon } from '#core/monitoring/divergence/jensen-shannon';
import { largestShareChange } from '#core/monitoring/divergence/largest-share-change';
import { meanShift } from '#core/monitoring/divergence/mean-shift';
import { missingRateChange } from '#core/monitoring/divergence/missing-rate';
import { binnedMoments } from '#core/monitoring/divergence/moments';
import { scaleRatio } from '#core/monitoring/divergence/scale-ratio';
import { stabilityIndexWithNoise } from '#core/monitoring/divergence/stability-noise';
import { totalVariation } from '#core/monitoring/divergence/total-variation';
import { twoProportionTest } from '#core/monitoring/divergence/two-proportion';
import { wasserstein } from '#core/monitoring/divergence/wasserstein';
import { BaselineMismatchError } from '#core/monitoring/errors';
import { measured } from './support/vectors.ts';

type Counts = readonly number[];
interface Law {
  readonly name: string;
  readonly compare: (baseline: Counts, window: Counts) => Divergence | NotApplicable;
  /** Largest effect there can be. */
  readonly most: number;
  readonly isSymmetric: boolean;
  /** Bins may be put in any order, the same on both sides. */
  readonly isUnordered: boolean;
}

const placed = (counts: Counts) =>
  binnedMoments(
    counts,
    counts.map((_, bin) => 10 * bin ** 2),
  );
const law = (
  name: string,
  compare: Law['compare'],
  most: number,
  { isSymmetric = true, isUnordered = true } = {},
): Law => ({ name, compare, most, isSymmetric, isUnordered });
const ordered = { isUnordered: false };
const oneWay = { isUnordered: false, isSymmetric: false };

const LAWS: readonly Law[] = [
  law('jensenShannon', jensenShannon, 1),
  law('hellinger', hellinger, 1),
  law('totalVariation', totalVariation, 1),
  law('largestShareChange', largestShareChange, 1),
  // Shares of 1 and of the floor, both ways.
  law('stabilityIndexWithNoise', stabilityIndexWithNoise, 2 * Math.log(1e4)),
  law('likelihoodRatioTest', likelihoodRatioTest, Math.LN2),
  law('categoryShifts', categoryShifts, 1),
  law('cramerVonMises', cramerVonMises, 0.5, ordered),
  law('andersonDarling', (a, b) => andersonDarling([a, b]), 1, ordered),
  law('missingRateChange', missingRateChange, 1, ordered),
  law('meanShift', (a, b) => meanShift(placed(a), placed(b)), Number.MAX_VALUE, oneWay),
  law('scaleRatio', (a, b) => scaleRatio(placed(a), placed(b)), Number.MAX_VALUE, ordered),
  law(
    'wasserstein',
    (a, b) => wasserstein({ baseline: a, window: b, positions: a.map((_, bin) => 10 * bin ** 2) }),
    Number.MAX_VALUE,
    oneWay,
  ),
];

const rows = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 3000 }));
const samples = fc.integer({ min: 1, max: 25 }).chain((bins) =>
  fc.tuple(
    fc.array(rows, { minLength: bins, maxLength: bins }),
    fc.array(rows, { minLength: bins, maxLength: bins }),
    fc.shuffledSubarray(
      Array.from({ length: bins }, (_, bin) => bin),
      { minLength: bins, maxLength: bins },
    ),
  ),
);
const figuresOf = (result: object) =>
  Object.values(result).filter((value): value is number => typeof value === 'number');

describe.each(LAWS)('$name', ({ compare, most }) => {
  it('F-08 is finite and in its range, or says why there is nothing to say', () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const result = compare(baseline, window);
        if (!result.isApplicable) {
          expect(result.reason).toMatch(/^(no-|constant-)/);
          return;
        }
        for (const figure of figuresOf(result)) expect(Number.isFinite(figure)).toBe(true);
        expect(result.effect).toBeGreaterThanOrEqual(0);
        expect(result.effect).toBeLessThanOrEqual(most * (1 + 1e-9));
        if (typeof result.pValue === 'number') {
          expect(result.pValue).toBeGreaterThanOrEqual(0);
          expect(result.pValue).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('F-08 is 0 for a sample against itself and against a multiple of itself', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 9 }), ([baseline], factor) => {
        const result = compare(
          baseline,
          baseline.map((count) => count * factor),
        );
        if (!result.isApplicable) return;
        expect(result.effect).toBeLessThan(1e-9);
        if (typeof result.pValue === 'number') expect(result.pValue).toBeGreaterThan(1 - 1e-6);
      }),
    );
  });

  it('does not change its effect when all counts are multiplied', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 2, max: 50 }), ([baseline, window], factor) => {
        const times = (counts: Counts) => counts.map((count) => count * factor);
        const [once, often] = [compare(baseline, window), compare(times(baseline), times(window))];
        expect(often.isApplicable).toBe(once.isApplicable);
        if (!once.isApplicable || !often.isApplicable) return;
        expect(Math.abs(often.effect - once.effect)).toBeLessThan(1e-9 * (1 + once.effect));
      }),
    );
  });

  test.each([
    ['no rows in training', [0, 0, 0], [1, 2, 3], 'no-baseline-rows'],
    ['an empty window', [1, 2, 3], [0, 0, 0], 'no-window-rows'],
    ['no bins at all', [], [], 'no-baseline-rows'],
  ])('F-02 F-08 has a reason for %s', (_, baseline, window, reason) => {
    expect(compare(baseline, window)).toEqual({ isApplicable: false, reason });
  });

  it('F-08 says what a constant feature leaves to say', () => {
    const result = compare([0, 700, 0], [0, 40, 0]);
    if (result.isApplicable) {
      expect(result.effect).toBe(0);
      expect(typeof result.pValue).toBe('string');
    } else expect(result.reason).toBe('constant-baseline');
  });
});

test.each(LAWS.filter(({ isSymmetric }) => isSymmetric))('$name is the same both ways', ({ compare }) => {
  fc.assert(
    fc.property(samples, ([baseline, window]) => {
      const [there, back] = [compare(baseline, window), compare(window, baseline)];
      expect(back.isApplicable).toBe(there.isApplicable);
      if (!there.isApplicable || !back.isApplicable) return;
      expect(back.effect).toBeCloseTo(there.effect, 9);
      if (typeof there.pValue === 'number') expect(back.pValue).toBeCloseTo(there.pValue, 7);
      else expect(back.pValue).toBe(there.pValue);
    }),
  );
});

test.each(LAWS.filter(({ isUnordered }) => isUnordered))(
  '$name does not know the order of categories',
  ({ compare }) => {
    fc.assert(
      fc.property(samples, ([baseline, window, order]) => {
        const shuffled = (counts: Counts) => order.map((bin) => counts[bin] ?? 0);
        const [plain, other] = [compare(baseline, window), compare(shuffled(baseline), shuffled(window))];
        expect(other.isApplicable).toBe(plain.isApplicable);
        if (!plain.isApplicable || !other.isApplicable) return;
        expect(other.statistic).toBeCloseTo(plain.statistic, 7);
        if (typeof plain.pValue === 'number') expect(other.pValue).toBeCloseTo(plain.pValue, 7);
      }),
    );
  },
);

test.each([
  () => jensenShannon([1, 2], [1]),
  () => cramerVonMises([1], [1, 2]),
  () => andersonDarling([[1], [1, 2]]),
  () => wasserstein({ baseline: [1], window: [1, 2], positions: [1, 2] }),
  () => categoryShifts([1], []),
])('F-07 counts in other bins are refused: %s', (call) => {
  expect(call).toThrow(BaselineMismatchError);
});

test.each([
  () => jensenShannon([Number.NaN], [1]),
  () => hellinger([1], [-1]),
  () => totalVariation([1], [Number.POSITIVE_INFINITY]),
  () => andersonDarling([[1, 2]]),
  () => twoProportionTest({ count: 3, rows: 2 }, { count: 0, rows: 1 }),
  () => bridgeFormSurvival(Number.NaN, { shares: [0.5, 0.5], diagonal: [1], offDiagonal: [], copies: 1 }),
])('what is no count is refused: %s', (call) => {
  expect(call).toThrow(RangeError);
});

test('samples that do not overlap are as far apart as can be', () => {
  const [low, high] = [
    [5, 7, 0, 0],
    [0, 0, 3, 9],
  ];
  for (const distance of [jensenShannon(low, high), hellinger(low, high), totalVariation(low, high)])
    expect(measured(distance).effect).toBeCloseTo(1, 12);
  expect(
    measured(
      andersonDarling([
        [12, 0],
        [0, 12],
      ]),
    ).effect,
  ).toBeCloseTo(1, 12);
});
