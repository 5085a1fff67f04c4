/** Expected logarithms of rows that were not learned from, and what came. */
export interface Guess {
  readonly targets: Float64Array;
  /** What is known already. Default: nothing. */
  readonly offset?: Float64Array;
  /** What is to be weighed. */
  readonly logs: Float64Array;
  /** 0 or 1: the half of each row. */
  readonly folds: Uint8Array;
  /** Number of each row's block. */
  readonly blocks: Int32Array;
}

export interface Weight {
  readonly weight: number;
  /** Standard error, with rows of a block taken together. */
  readonly error: number;
}

const STEPS = 8;
const NEAR = 1e-4;
const MOST = 1.25;
const HALVES = 2;

/**
 * By what expected logarithms are to be multiplied so that they err least on rows that they were not learned from,
 *
 *   expected target = level of the half x exp (offset + weight x logs),
 *
 * by the deviance of Poisson and Newton's method. What one half lies above the other is left to the levels.
 * @returns weight in [0, 1.25]; 0 without an error where logs do not vary
 * @see White (1982), Maximum likelihood estimation of misspecified models, for the error
 */
export function fittedWeight(guess: Guess): Weight {
  let weight = 1;
  let sums = sumsOf(guess, weight);
  for (let step = 0; step < STEPS; step += 1) {
    if (!(sums.curvature > 1e-9 * guess.logs.length)) return { weight: 0, error: 0 };
    const next = Math.max(0, Math.min(MOST, weight + sums.gradient / sums.curvature));
    const isNear = Math.abs(next - weight) < NEAR;
    weight = next;
    sums = sumsOf(guess, weight);
    if (isNear) break;
  }
  return { weight, error: errorOf(guess, weight, sums) };
}

/**
 * The weight that is used: 1 where that cannot be told from what was fitted, and the nearer to 0 the less that can be told
 * from nothing (the factor of James and Stein).
 * @example trustedWeight({ weight: 0.95, error: 0.1 }).toFixed(3) // '0.989'
 * @example trustedWeight({ weight: 0.1, error: 0.2 }) // 0
 * @see James and Stein (1961), Estimation with quadratic loss
 */
export function trustedWeight({ weight, error }: Weight): number {
  if (!(weight > error)) return 0;
  return Math.max(weight, Math.min(1, weight + error)) * (1 - (error / weight) ** 2);
}

interface Sums {
  readonly gradient: number;
  readonly curvature: number;
  /** Per half: expected sum at level 1, and mean logarithm by expected size. */
  readonly sizes: Float64Array;
  readonly means: Float64Array;
  readonly known: Float64Array;
}

function sumsOf({ targets, offset, logs, folds }: Guess, weight: number): Sums {
  const [sizes, firsts, seconds] = [
    new Float64Array(HALVES),
    new Float64Array(HALVES),
    new Float64Array(HALVES),
  ];
  const known = new Float64Array(HALVES);
  let gradient = 0;
  for (let row = 0; row < logs.length; row += 1) {
    const [fold, log, target] = [folds[row] ?? 0, logs[row] ?? 0, targets[row] ?? 0];
    const size = Math.exp((offset?.[row] ?? 0) + weight * log);
    sizes[fold] = (sizes[fold] ?? 0) + size;
    firsts[fold] = (firsts[fold] ?? 0) + size * log;
    seconds[fold] = (seconds[fold] ?? 0) + size * log * log;
    known[fold] = (known[fold] ?? 0) + target;
    gradient += target * log;
  }
  const means = firsts.map((first, fold) => (sizes[fold] === 0 ? 0 : first / (sizes[fold] ?? 1)));
  let curvature = 0;
  for (let fold = 0; fold < HALVES; fold += 1) {
    const [size, mean, all] = [sizes[fold] ?? 0, means[fold] ?? 0, known[fold] ?? 0];
    if (size === 0) continue;
    gradient -= all * mean;
    curvature += all * ((seconds[fold] ?? 0) / size - mean * mean);
  }
  return { gradient, curvature, sizes, means, known };
}

function errorOf({ targets, offset, logs, folds, blocks }: Guess, weight: number, sums: Sums): number {
  const { curvature, sizes, means, known } = sums;
  const scores = new Map<number, number>();
  for (let row = 0; row < logs.length; row += 1) {
    const [fold, log, block] = [folds[row] ?? 0, logs[row] ?? 0, blocks[row] ?? 0];
    const level = (known[fold] ?? 0) / (sizes[fold] ?? 1);
    const expected = level * Math.exp((offset?.[row] ?? 0) + weight * log);
    const score = ((targets[row] ?? 0) - expected) * (log - (means[fold] ?? 0));
    scores.set(block, (scores.get(block) ?? 0) + score);
  }
  let squares = 0;
  for (const score of scores.values()) squares += score * score;
  return Math.sqrt(squares) / curvature;
}
