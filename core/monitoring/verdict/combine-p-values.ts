export interface WeightedPValue {
  /** In [0, 1]. */
  readonly pValue: number;
  /** > 0; only the ratios matter. */
  readonly weight: number;
}

/**
 * One p-value of several tests on the same rows, however they depend on each other: Cauchy combination.
 *
 *   T = sum of w tan((1/2 - p) pi), weights scaled to 1;  p = 1/2 - arctan(T) / pi
 *
 * Each term is a Cauchy variable under the hypothesis, and so is their weighted sum when they are independent; when
 * they are equal as well; in between its tail is very nearly the same, which study calibration measures. Against
 * Bonferroni's correction it loses nothing when one test speaks and gains when several do.
 *
 * p-values above MOST count as MOST: one test of few rows that sees exactly nothing (p = 1) must not outweigh
 * another that sees much.
 * @returns undefined without tests
 * @example combinePValues([{ pValue: 0.03, weight: 1 }, { pValue: 0.03, weight: 3 }]).toFixed(9) // '0.030000000'
 * @see Liu and Xie (2020), Cauchy combination test: a powerful test with analytic p-value calculation
 */
export function combinePValues(tests: readonly WeightedPValue[]): number | undefined {
  const weights = tests.reduce((sum, { weight }) => sum + weight, 0);
  if (!(weights > 0)) return undefined;
  const total = tests.reduce((sum, { pValue, weight }) => sum + (weight / weights) * cauchy(pValue), 0);
  // arctan rounds to pi / 2 far out, where the tail is 1 / (pi T).
  const tail = total > 1e6 ? 1 / (Math.PI * total) : 0.5 - Math.atan(total) / Math.PI;
  return Math.max(tail, Math.min(...tests.map(({ pValue }) => pValue)));
}

/** Counts as no evidence at all. */
const MOST = 0.95;

function cauchy(pValue: number): number {
  const p = Math.min(MOST, pValue);
  // tan rounds near pi / 2.
  return p < 1e-6 ? 1 / (Math.PI * p) : Math.tan((0.5 - p) * Math.PI);
}
