import type { TestOutcome } from './test-outcome.ts';

/** The tests that a feature's verdict is made of, by what they ask. */
export const TEST_NAMES = [
  /** Are more or fewer values missing? */
  'missing-share',
  /** Did the values move? Wilcoxon's rank sums. */
  'wilcoxon',
  /** Did they spread or draw together? */
  'mood',
  /** Are extreme values more or fewer? */
  'lower-tail-share',
  'upper-tail-share',
  /** Did their distribution change in any other way? */
  'kolmogorov-smirnov',
  /** Did one value become more or less frequent? */
  'largest-share',
  /** Did the shares of the categories change? */
  'chi-square',
  /** Are there values that training never had? */
  'new-value-share',
] as const;
export type TestName = (typeof TEST_NAMES)[number];

/**
 * standard deviations: of a normal variable. log ratio: ln of the ratio of two spreads. share: of rows; 0.01 is a
 * percentage point.
 */
export const EFFECT_UNITS = ['standard deviations', 'log ratio', 'share'] as const;
export type EffectUnit = (typeof EFFECT_UNITS)[number];

/** A test with what it takes to be heard. */
export interface NamedTest extends TestOutcome {
  readonly test: TestName;
  readonly unit: EffectUnit;
  /** Smaller effects are not worth a word, however certain. */
  readonly floor: number;
  /** In the combination of the feature's tests. */
  readonly weight: number;
}

/**
 * Floors are half of what anybody would call a change, and less for tails and values never seen, which matter when
 * they are few: they keep large windows, where every difference is certain, from being all `changed`.
 */
const FLOORS: Readonly<Record<TestName, readonly [floor: number, unit: EffectUnit]>> = {
  'missing-share': [0.005, 'share'],
  wilcoxon: [0.05, 'standard deviations'],
  mood: [0.03, 'log ratio'],
  'lower-tail-share': [0.003, 'share'],
  'upper-tail-share': [0.003, 'share'],
  'kolmogorov-smirnov': [0.02, 'share'],
  'largest-share': [0.01, 'share'],
  'chi-square': [0.01, 'share'],
  'new-value-share': [0.001, 'share'],
};

/** @returns nothing for a test that had nothing to test */
export function namedTest(
  test: TestName,
  weight: number,
  outcome: TestOutcome | undefined,
): readonly NamedTest[] {
  const [floor, unit] = FLOORS[test];
  if (outcome === undefined) return [];
  const { statistic, effect, pValue } = outcome;
  return [{ test, statistic, effect, unit, floor, pValue, weight }];
}
