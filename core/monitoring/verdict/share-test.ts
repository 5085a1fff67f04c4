import { logGamma } from '../../statistics/log-gamma.ts';
import type { TestOutcome } from './test-outcome.ts';

export interface Share {
  /** Rows that have the property. */
  readonly count: number;
  readonly rows: number;
}

/**
 * Did the share of rows with a property change? Fisher's exact test with the mid-p-value, at every size.
 *
 * Given how many rows have the property on both sides together, the number among the window's is hypergeometric if
 * the rows were split at random. p = twice the smaller tail, the observed number counted half: without that half
 * the test is far below its level for rare properties. Approximations by the normal law are off by a factor of ten
 * at p = 1e-4 with ten expected rows, which is where corrections over many tests look.
 *
 * Statistic: standardized difference of the shares. Effect: the difference, share of the window less that of the
 * baseline, in [-1, 1].
 * @param baseline count and rows, integers, 0 <= count <= rows
 * @param window   the same for the window
 * @returns undefined when a side has no rows, or all rows on both sides are alike
 * @example shareTest({ count: 1, rows: 2 }, { count: 1, rows: 2 }) // { statistic: 0, effect: 0, pValue: 1 }
 * @see Lancaster (1961), Significance tests in discrete distributions
 */
export function shareTest(baseline: Share, window: Share): TestOutcome | undefined {
  const [m, n] = [baseline.rows, window.rows];
  const marked = baseline.count + window.count;
  if (m === 0 || n === 0 || marked === 0 || marked === m + n) return undefined;
  const effect = window.count / n - baseline.count / m;
  const pooled = marked / (m + n);
  const statistic = effect / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const expected = n * pooled;
  const own = Math.exp(logSplit(window.count, marked, window.rows, baseline.rows));
  const tail = own * (0.5 + beyond(window.count, marked, { m, n, step: window.count >= expected ? 1 : -1 }));
  return { statistic, effect, pValue: Math.min(1, 2 * tail) };
}

/** ln of C(n, a) C(m, marked - a) / C(n + m, marked). */
function logSplit(a: number, marked: number, n: number, m: number): number {
  return logChoose(n, a) + logChoose(m, marked - a) - logChoose(n + m, marked);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** Probabilities of all splits further out than `a`, as multiples of that of `a`. */
function beyond(
  a: number,
  marked: number,
  side: { readonly m: number; readonly n: number; readonly step: 1 | -1 },
): number {
  const { m, n, step } = side;
  let [sum, term, at] = [0, 1, a];
  while (term > 1e-17 * (1 + sum)) {
    term *=
      step === 1
        ? ((n - at) * (marked - at)) / ((at + 1) * (m - marked + at + 1))
        : (at * (m - marked + at)) / ((n - at + 1) * (marked - at + 1));
    at += step;
    sum += term;
  }
  return sum;
}
