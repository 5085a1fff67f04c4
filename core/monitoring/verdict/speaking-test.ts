import type { NamedTest, TestName } from './named-test.ts';

/** A test that is not significant by itself, as one of several, explains nothing. */
const SIGNIFICANCE = 0.05;
/** Below this evidence tells no two tests apart: what then counts is which says more to a reader. */
const CERTAIN = 1e-12;
/** Broad statements first. */
const ORDER: readonly TestName[] = [
  ...(['wilcoxon', 'mood', 'missing-share', 'new-value-share', 'lower-tail-share'] as const),
  ...(['upper-tail-share', 'chi-square', 'kolmogorov-smirnov', 'largest-share'] as const),
];

/**
 * The test that tells most of a difference: significant by itself (its p-value corrected by its share of the weights),
 * effect at or above its floor, and of those the one
 * with the smallest p-value for its weight; of several certain ones the broadest, for a shift of all values also
 * fills single bins.
 * @returns undefined when no test has both: whatever the p-values together, there is nothing to report
 * @example speakingTest([]) // undefined
 */
export function speakingTest(tests: readonly NamedTest[]): NamedTest | undefined {
  const weights = tests.reduce((sum, { weight }) => sum + weight, 0);
  return strongestTest(
    tests.filter(
      ({ pValue, effect, floor, weight }) =>
        pValue * weights <= SIGNIFICANCE * weight && Math.abs(effect) >= floor,
    ),
  );
}

/** By its evidence alone, for a feature of which nothing is to report. @example strongestTest([]) // undefined */
export function strongestTest(tests: readonly NamedTest[]): NamedTest | undefined {
  const evidence = ({ pValue, weight }: NamedTest) => Math.max(CERTAIN, pValue / weight);
  const [first] = tests.toSorted(
    (a, b) => evidence(a) - evidence(b) || ORDER.indexOf(a.test) - ORDER.indexOf(b.test),
  );
  return first;
}
