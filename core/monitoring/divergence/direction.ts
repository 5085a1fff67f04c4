import { type NotApplicable, type PairedCounts, pairCounts, sharesOf } from './divergence.ts';
import { meanShift } from './mean-shift.ts';
import { missingRateChange } from './missing-rate.ts';
import type { Moments } from './moments.ts';
import { scaleRatio } from './scale-ratio.ts';

export interface ColumnSummary {
  /** Rows per bin in the order of values, the missing ones last. */
  readonly counts: readonly number[];
  /** Of the values themselves, where they are known: they see what happens inside a bin or outside the range. */
  readonly moments?: Moments;
}

/** shape: neither up, down, wider nor narrower tells most of the change. none: nothing stands out of the noise. */
export type Direction =
  'up' | 'down' | 'wider' | 'narrower' | 'shape' | 'more-missing' | 'fewer-missing' | 'none';

export interface DriftDirection {
  readonly isApplicable: true;
  readonly direction: Direction;
  /** Standard errors that the mean rank moved, upwards positive. */
  readonly location: number;
  /** Standard errors that ranks moved outwards. */
  readonly scale: number;
}

/**
 * Where a feature went, in one word: what most of its change is.
 *
 * The chi-square difference of the two samples splits into uncorrelated parts: a linear one of the pooled ranks
 * (location), a quadratic one (scale) and the rest (shape, less what chance adds). The largest part gives the word
 * if it stands out by NOTICEABLE standard errors. A shape that only takes rows from one side to the other is up or
 * down all the same, such as outliers. More missing rows come first if their share moved by more than the cumulative
 * shares of the values; moments decide where the bins show nothing.
 *
 * The word explains a verdict and is none: it corrects for no number of features.
 * @throws BaselineMismatchError when the lengths differ
 * @example driftDirection({ counts: [50, 50, 0, 0] }, { counts: [0, 50, 50, 0] }).direction // 'up'
 * @example driftDirection({ counts: [0, 50, 50, 0, 0] }, { counts: [25, 25, 25, 25, 0] }).direction // 'wider'
 * @see Durbin and Knott (1972), Components of Cramér-von Mises statistics; Rayner and Best (1989) for polynomials
 */
export function driftDirection(
  baseline: ColumnSummary,
  window: ColumnSummary,
): DriftDirection | NotApplicable {
  const missing = missingRateChange(baseline.counts, window.counts);
  if (!missing.isApplicable) return missing;
  const pair = pairCounts(baseline.counts.slice(0, -1), window.counts.slice(0, -1));
  const { location, scale, rest, highest, lowest } = pair.isApplicable ? splitChange(pair) : NOTHING;
  const parts = { isApplicable: true, location, scale } as const;
  if (Math.abs(missing.statistic) >= NOTICEABLE && missing.effect > Math.max(highest, -lowest))
    return { ...parts, direction: missing.points > 0 ? 'more-missing' : 'fewer-missing' };
  const largest = Math.max(location ** 2, scale ** 2, rest);
  if (largest < NOTICEABLE ** 2) return { ...parts, direction: directionOfMoments(baseline, window) };
  if (largest === location ** 2) return { ...parts, direction: location > 0 ? 'up' : 'down' };
  if (largest === scale ** 2) return { ...parts, direction: scale > 0 ? 'wider' : 'narrower' };
  if (-lowest <= highest * OTHER_SIDE) return { ...parts, direction: 'down' };
  return { ...parts, direction: highest <= -lowest * OTHER_SIDE ? 'up' : 'shape' };
}

/** In standard errors: one word in a thousand columns is chance. */
const NOTICEABLE = 3.3;
/** Of the distance on one side, what noise and rounding of bins leave on the other. */
const OTHER_SIDE = 1 / 4;
/** In standard deviations, and in logarithms of their ratio: less is not worth a word. */
const LEAST_MOMENT_CHANGE = 0.1;
const NOTHING = { location: 0, scale: 0, rest: 0, highest: 0, lowest: 0 };

function splitChange(pair: PairedCounts): typeof NOTHING {
  const { baselineRows, windowRows } = pair;
  const rows = baselineRows + windowRows;
  const pooled = pair.baseline.map((count, bin) => (count + (pair.window[bin] ?? 0)) / rows);
  const [linear, quadratic] = rankPolynomials(pooled);
  let [location, scale, total, difference, highest, lowest] = [0, 0, 0, 0, 0, 0];
  sharesOf(pair).forEach(([p, q], bin) => {
    location += (q - p) * (linear[bin] ?? 0);
    scale += (q - p) * (quadratic[bin] ?? 0);
    total += (q - p) ** 2 / (pooled[bin] ?? 1);
    difference += q - p;
    highest = Math.max(highest, difference);
    lowest = Math.min(lowest, difference);
  });
  const perError = Math.sqrt((baselineRows * windowRows) / rows);
  const energy = total * perError ** 2;
  const freedom = Math.max(0, pooled.length - 3);
  // Chance adds a chi-square of this freedom to the rest; NOTICEABLE of its deviations are not change yet.
  const noise = freedom + NOTICEABLE * Math.sqrt(2 * freedom);
  const rest = energy - (location ** 2 + scale ** 2) * perError ** 2;
  return {
    ...{ location: location * perError, scale: scale * perError, highest, lowest },
    rest: freedom > 0 && rest > noise ? rest - freedom : 0,
  };
}

/** Of the pooled mid-ranks, orthonormal under the pooled shares: degree 1 and 2; all 0 where there is no such part. */
function rankPolynomials(pooled: readonly number[]): readonly [readonly number[], readonly number[]] {
  let below = 0;
  const ranks = pooled.map((share) => {
    below += share;
    return below - share / 2 - 0.5;
  });
  const inner = (a: readonly number[], b: readonly number[]) =>
    pooled.reduce((sum, share, bin) => sum + share * (a[bin] ?? 0) * (b[bin] ?? 0), 0);
  const normalize = (values: readonly number[]) => {
    const size = Math.sqrt(inner(values, values));
    return values.map((value) => (size < 1e-9 ? 0 : value / size));
  };
  const ones = pooled.map(() => 1);
  const linear = normalize(ranks.map((rank) => rank - inner(ranks, ones)));
  const squares = linear.map((value) => value * value);
  const [mean, slope] = [inner(squares, ones), inner(squares, linear)];
  return [linear, normalize(squares.map((value, bin) => value - mean - slope * (linear[bin] ?? 0)))];
}

function directionOfMoments(baseline: ColumnSummary, window: ColumnSummary): Direction {
  if (baseline.moments === undefined || window.moments === undefined) return 'none';
  const shift = meanShift(baseline.moments, window.moments);
  const ratio = scaleRatio(baseline.moments, window.moments);
  const isClear = (test: typeof shift) =>
    test.isApplicable && test.effect >= LEAST_MOMENT_CHANGE && Math.abs(test.statistic) >= NOTICEABLE;
  if (shift.isApplicable && isClear(shift)) return shift.shift > 0 ? 'up' : 'down';
  if (ratio.isApplicable && ratio.pValue !== 'few-rows' && ratio.effect >= LEAST_MOMENT_CHANGE)
    if (Math.abs(ratio.statistic) >= NOTICEABLE) return ratio.logRatio > 0 ? 'wider' : 'narrower';
  return 'none';
}
