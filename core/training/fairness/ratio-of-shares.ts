import { normalUpperQuantile } from '../../statistics/normal-quantile.ts';
import { type Estimate, NOT_DEFINED, type Share } from './difference-of-shares.ts';

/**
 * Ratio of two shares of independent rows, with Katz's interval on the scale of its logarithm:
 *
 *   ratio exp(+- z sqrt(1 / count - 1 / rows + 1 / referenceCount - 1 / referenceRows)).
 *
 * A ratio of 0 has no logarithm: its interval runs from 0 to the upper limit that half a row more on each of the four counts
 * gives (Walter), so that many rows without any still say something. Where both shares are 1 the formula knows no spread, and
 * the value stands without interval. Wants about five counted rows a side. For shares near 0 the ratio is the one to read,
 * for shares near 1 the difference.
 * @param share     of the group looked at; counts are integers, 0 <= count <= rows
 * @param reference of the group it is held against
 * @param level     confidence, in (0, 1)
 * @returns share / reference, >= 0; null when a side has no rows or the reference counts none
 * @example ratioOfShares({ count: 2, rows: 4 }, { count: 4, rows: 4 }, 0.95).value // 0.5
 * @example ratioOfShares({ count: 4, rows: 4 }, { count: 2, rows: 2 }, 0.95) // { value: 1, low: null, high: null }
 * @see Katz, Baptista, Azen and Pike (1978), Obtaining confidence intervals for the risk ratio in cohort studies; Walter (1975),
 *   The distribution of Levin's measure of attributable risk
 */
export function ratioOfShares(share: Share, reference: Share, level: number): Estimate {
  if (share.rows === 0 || reference.rows === 0 || reference.count === 0) return NOT_DEFINED;
  const value = share.count / share.rows / (reference.count / reference.rows);
  if (share.count === 0) {
    const [own, theirs] = [halfMore(share), halfMore(reference)];
    return {
      value,
      low: 0,
      high: (own.count / own.rows / (theirs.count / theirs.rows)) * spreadOf(own, theirs, level),
    };
  }
  const factor = spreadOf(share, reference, level);
  return factor > 1 ? { value, low: value / factor, high: value * factor } : { value, low: null, high: null };
}

/** How far the limits lie from the ratio, as a factor; 1 when nothing varies. */
function spreadOf(share: Share, reference: Share, level: number): number {
  const z = normalUpperQuantile((1 - level) / 2);
  return Math.exp(z * Math.sqrt(logVariance(share) + logVariance(reference)));
}

function halfMore({ count, rows }: Share): Share {
  return { count: count + 0.5, rows: rows + 0.5 };
}

/** Of the logarithm of a share, by the delta method. */
function logVariance({ count, rows }: Share): number {
  return (rows - count) / (count * rows);
}
