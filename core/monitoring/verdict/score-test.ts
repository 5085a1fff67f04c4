import { normalSurvival } from '../../statistics/normal-survival.ts';

export interface ScoreTest {
  /** Mean score of the window less that of the baseline. */
  readonly difference: number;
  /** The difference in its standard errors. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Two-sample score test on counts per bin: do the window's rows have another mean score than the baseline's?
 *
 *   z = (mean score of window - mean score of baseline) / sqrt (s^2 (1/n + 1/m)),
 *
 * s^2 the variance of the scores over both samples together with divisor n + m - 1, which is what splitting the rows
 * at random gives. Rows of one bin are ties and share a score; with scores that depend on ranks only, no law of the
 * values is assumed, and an absurd value counts as no more than the highest.
 *
 * The normal law of z is good to a few per cent of p from some 50 rows a side on.
 * @param baseline rows per bin, shape (bins,)
 * @param window   rows per bin, same bins
 * @param scores   one a bin
 * @returns undefined when a side has no rows or all rows have one score: nothing can differ
 * @example scoreTest([1, 1], [1, 1], [0, 1]) // { difference: 0, z: 0, pValue: 1 }
 * @see Hajek and Sidak (1967), Theory of rank tests
 */
export function scoreTest(
  baseline: readonly number[],
  window: readonly number[],
  scores: readonly number[],
): ScoreTest | undefined {
  let [m, n, baselineSum, windowSum] = [0, 0, 0, 0];
  for (let bin = 0; bin < scores.length; bin += 1) {
    const [before, now, score] = [baseline[bin] ?? 0, window[bin] ?? 0, scores[bin] ?? 0];
    m += before;
    n += now;
    baselineSum += before * score;
    windowSum += now * score;
  }
  if (m === 0 || n === 0) return undefined;
  const mean = (baselineSum + windowSum) / (m + n);
  let squares = 0;
  for (let bin = 0; bin < scores.length; bin += 1)
    squares += ((baseline[bin] ?? 0) + (window[bin] ?? 0)) * ((scores[bin] ?? 0) - mean) ** 2;
  const variance = (squares / (m + n - 1)) * (1 / n + 1 / m);
  // Rounding of the mean leaves about 1e-16 of a score squared where all scores are equal.
  if (!(variance > 1e-28 * mean * mean)) return undefined;
  const difference = windowSum / n - baselineSum / m;
  const z = difference / Math.sqrt(variance);
  return { difference, z, pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))) };
}

/**
 * Mid-ranks of both samples together as shares, in (0, 1): what share of the rows lies below, counting ties half.
 * @example midRanks([1, 1], [1, 1]) // [0.25, 0.75]
 */
export function midRanks(baseline: readonly number[], window: readonly number[]): number[] {
  const rows = sum(baseline) + sum(window);
  let below = 0;
  return baseline.map((count, bin) => {
    const own = count + (window[bin] ?? 0);
    below += own;
    return rows === 0 ? 0 : (below - own / 2) / rows;
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
