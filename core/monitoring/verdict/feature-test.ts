import { categoryTests } from './category-tests.ts';
import { combinePValues } from './combine-p-values.ts';
import { type NamedTest, namedTest } from './named-test.ts';
import { numericTests } from './numeric-tests.ts';
import { shareTest } from './share-test.ts';

/** Counts of a column in the bins of its baseline: below, between the edges, above, missing. */
export interface ColumnCounts {
  readonly counts: readonly number[];
  /** The bins are the column's values. */
  readonly isDiscrete: boolean;
}

/**
 * Why nothing was tested. constant: every row of both sides has the same value. no-values: every value of both sides
 * is missing. few-rows: a side has none, or too few.
 */
export const WITHOUT_TEST = ['constant', 'no-values', 'few-rows'] as const;
export type WithoutTest = (typeof WITHOUT_TEST)[number];

export interface FeatureTest {
  readonly tests: readonly NamedTest[];
  /** Chance of a difference as large as this, by all tests together. */
  readonly pValue: number | WithoutTest;
  /** Rows with a value. */
  readonly baselineRows: number;
  readonly windowRows: number;
}

/** Fewer values a side say nothing, and the laws of the rank tests do not hold for them. */
export const LEAST_VALUES = 20;

/**
 * Is a feature's distribution in a window another one than in training? Both are samples; each kind of change has a
 * test that is powerful for it, and one p-value comes of all by combinePValues.
 *
 * Study calibration measures the level, study verdicts the power beside tests that know the kind of change.
 * @param window rows per bin, same bins
 * @example testFeature({ counts: [0, 30, 0, 0], isDiscrete: true }, [0, 40, 0, 0]).pValue // 'constant'
 * @see combinePValues
 */
export function testFeature({ counts, isDiscrete }: ColumnCounts, window: readonly number[]): FeatureTest {
  const [values, valuesNow] = [counts.slice(0, -1), window.slice(0, -1)];
  const [baselineRows, windowRows] = [sum(values), sum(valuesNow)];
  const missing = { count: counts.at(-1) ?? 0, rows: baselineRows + (counts.at(-1) ?? 0) };
  const missingNow = { count: window.at(-1) ?? 0, rows: windowRows + (window.at(-1) ?? 0) };
  const isEnough = Math.min(baselineRows, windowRows) >= LEAST_VALUES;
  const isConstant = values.filter((count, bin) => count + (valuesNow[bin] ?? 0) > 0).length < 2;
  const tests = [
    ...namedTest('missing-share', 4, shareTest(missing, missingNow)),
    ...(isEnough && !isConstant ? (isDiscrete ? categoryTests : numericTests)(values, valuesNow) : []),
  ];
  const pValue = combinePValues(tests);
  if (pValue !== undefined) return { tests, pValue, baselineRows, windowRows };
  const isMissing = missing.rows > 0 && missingNow.rows > 0 && baselineRows + windowRows === 0;
  const reason = isMissing ? 'no-values' : isEnough ? 'constant' : 'few-rows';
  return { tests, pValue: reason, baselineRows, windowRows };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
