import { wilsonInterval } from '../../statistics/wilson-interval.ts';

/** A share: so many rows of so many. */
export interface Share {
  readonly count: number;
  readonly rows: number;
}

/** A figure with its interval; what cannot be told is null, never NaN. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const NOT_DEFINED: Estimate = { value: null, low: null, high: null };

/**
 * Difference of two shares of independent rows, with Newcombe's hybrid score interval: for shares p, q with Wilson's limits,
 *
 *   low  = p - q - sqrt((p - pLow)^2 + (qHigh - q)^2)
 *   high = p - q + sqrt((pHigh - p)^2 + (q - qLow)^2).
 *
 * Covers its level within a point from five rows a side on, also at shares of 0 and 1, and never leaves [-1, 1]. Rows that are
 * alike within a day make it too narrow: read it as the least uncertainty there is.
 * @param share     of the group looked at; counts are integers, 0 <= count <= rows
 * @param reference of the group it is held against
 * @param level     confidence, in (0, 1)
 * @returns share - reference, in [-1, 1]; null when either side has no rows
 * @throws RangeError when a count is out of bounds
 * @example differenceOfShares({ count: 3, rows: 6 }, { count: 1, rows: 4 }, 0.95).value // 0.25
 * @example differenceOfShares({ count: 0, rows: 0 }, { count: 1, rows: 4 }, 0.95) // { value: null, low: null, high: null }
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, method 10
 */
export function differenceOfShares(share: Share, reference: Share, level: number): Estimate {
  if (share.rows === 0 || reference.rows === 0) return NOT_DEFINED;
  const [p, q] = [share.count / share.rows, reference.count / reference.rows];
  const ofP = wilsonInterval(share.count, share.rows, level);
  const ofQ = wilsonInterval(reference.count, reference.rows, level);
  return {
    value: p - q,
    low: p - q - Math.hypot(p - ofP.low, ofQ.high - q),
    high: p - q + Math.hypot(ofP.high - p, q - ofQ.low),
  };
}
