/** probability = 1 / (1 + exp(-(slope x logit(score) + intercept))). */
export interface PlattLine {
  readonly slope: number;
  readonly intercept: number;
}

/** Half a step of float32 below 1: scores of XGBoost cannot be told from 0 or 1 beyond it. */
const CLIP = 2 ** -24;

/**
 * Log odds of a probability, kept within +-16.6.
 * @param score in [0, 1]
 * @example logit(0.5) // 0
 */
export function logit(score: number): number {
  const p = Math.min(1 - CLIP, Math.max(CLIP, score));
  return Math.log(p / (1 - p));
}

/**
 * The probability that a fitted line gives to a score; NaN for NaN.
 * @example plattProbability({ slope: 0.5, intercept: 0 }, 0.5) // 0.5
 */
export function plattProbability({ slope, intercept }: PlattLine, score: number): number {
  return 1 / (1 + Math.exp(-(slope * logit(score) + intercept)));
}

/** Sum of the rows' gradients, per row, at which the parameters are good to some ten digits. */
const FLAT = 1e-12;
const MOST_STEPS = 100;
const SMALLEST_STEP = 1e-10;
/** A step must gain at least this share of what the slope at its start promises. */
const SUFFICIENT = 1e-4;
/** Steps that promise less than this share of the loss are taken whole: its digits cannot tell whether they gain. */
const NEAR = 1e-8;
/** Keeps the curvature invertible when all scores are the same. */
const RIDGE = 1e-12;

/**
 * Platt's scaling: the logistic regression of outcomes on the log odds of the scores,
 *
 *   min over (a, b) of  - sum over rows of  t ln p + (1 - t) ln (1 - p),   p = 1 / (1 + exp(-(a x logit(score) + b))),
 *
 * by Newton's method with a line search. Targets are smoothed, t = (positives + 1) / (positives + 2) for outcome 1 and
 * 1 / (negatives + 2) for 0, so that scores which tell the classes apart without a fault still give a finite slope.
 * The loss is convex: some five steps, O(rows) each. slope < 1 mends scores that are too sure, slope > 1 too shy ones.
 * Two parameters need few rows; a curve that is no line in log odds is for isotonic regression, with 1,000 rows or more.
 * @param scores probabilities in [0, 1]
 * @param labels 0 or 1 per row
 * @example fitPlatt([0.5, 0.5], [0, 1]) // { slope: 0, intercept: 0 }
 * @see Platt (1999), Probabilistic outputs for support vector machines; Lin, Lin and Weng (2007), A note on Platt's
 *   probabilistic outputs
 */
export function fitPlatt(scores: ArrayLike<number>, labels: ArrayLike<number>): PlattLine {
  const rows = scores.length;
  const odds = Float64Array.from(scores, logit);
  let positives = 0;
  for (let row = 0; row < rows; row += 1) if (labels[row] === 1) positives += 1;
  const negatives = rows - positives;
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const targets = Float64Array.from({ length: rows }, (_, row) => (labels[row] === 1 ? high : low));
  let line: PlattLine = { slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) };
  let loss = lossOf(line, odds, targets);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { bySlope, byIntercept, slopes, mixed, intercepts } = derivatives(line, odds, targets);
    if (Math.max(Math.abs(bySlope), Math.abs(byIntercept)) <= FLAT * rows) break;
    const determinant = slopes * intercepts - mixed * mixed;
    const move = {
      slope: (mixed * byIntercept - intercepts * bySlope) / determinant,
      intercept: (mixed * bySlope - slopes * byIntercept) / determinant,
    };
    const descent = bySlope * move.slope + byIntercept * move.intercept;
    const whole = { slope: line.slope + move.slope, intercept: line.intercept + move.intercept };
    const next =
      -descent < NEAR * loss
        ? { line: whole, loss: lossOf(whole, odds, targets) }
        : search({ line, move, loss, descent }, odds, targets);
    if (next === undefined) break;
    ({ line, loss } = next);
  }
  return line;
}

interface Search {
  readonly line: PlattLine;
  readonly move: PlattLine;
  readonly loss: number;
  readonly descent: number;
}

/** @returns undefined when no step is an improvement any more: rounding is all that is left */
function search({ line, move, loss, descent }: Search, odds: Float64Array, targets: Float64Array) {
  for (let share = 1; share >= SMALLEST_STEP; share /= 2) {
    const tried = {
      slope: line.slope + share * move.slope,
      intercept: line.intercept + share * move.intercept,
    };
    const found = lossOf(tried, odds, targets);
    if (found < loss + SUFFICIENT * share * descent) return { line: tried, loss: found };
  }
  return undefined;
}

function lossOf({ slope, intercept }: PlattLine, odds: Float64Array, targets: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < odds.length; row += 1) {
    const x = slope * (odds[row] ?? 0) + intercept;
    // ln(1 + e^x) without overflow.
    sum += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - (targets[row] ?? 0) * x;
  }
  return sum;
}

function derivatives({ slope, intercept }: PlattLine, odds: Float64Array, targets: Float64Array) {
  let [bySlope, byIntercept, mixed] = [0, 0, 0];
  let [slopes, intercepts] = [RIDGE, RIDGE];
  for (let row = 0; row < odds.length; row += 1) {
    const x = odds[row] ?? 0;
    const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
    const error = p - (targets[row] ?? 0);
    const weight = p * (1 - p);
    bySlope += error * x;
    byIntercept += error;
    slopes += weight * x * x;
    mixed += weight * x;
    intercepts += weight;
  }
  return { bySlope, byIntercept, slopes, mixed, intercepts };
}
