import { type LogLinear, MOST_LOG } from './log-linear.ts';
import { solvePositive } from './solve-positive.ts';
import type { StandardColumn } from './standard-columns.ts';

const STEPS = 3;
/** Rows that hold each slope at 0. */
const RIDGE = 100;
/** How far beyond its known values a column is believed to go on, as a share of their range. */
const BEYOND = 0.25;

/**
 * Regression of the logarithm of numbers that are 0 or more, with the deviance of Poisson, by Newton's method: columns in
 * standard units, slopes drawn to 0 by a ridge.
 * @param targets with a mean of about 1, one a row
 * @param rows    which rows it learns from
 * @returns undefined without columns, or where it comes to no end
 * @see Nelder and Wedderburn (1972), Generalized linear models
 */
export function fitLogLinear(
  columns: readonly StandardColumn[],
  targets: Float64Array,
  rows: Int32Array,
): LogLinear | undefined {
  const size = columns.length;
  if (size === 0) return undefined;
  const cells = cellsOf(columns, rows);
  const own = Float64Array.from(rows, (row) => targets[row] ?? 0);
  const slopes = new Float64Array(size);
  let weights = new Float64Array(rows.length).fill(
    own.reduce((sum, target) => sum + target, 0) / rows.length,
  );
  for (let step = 0; step < STEPS; step += 1) {
    const move = newtonStep({ cells, targets: own, weights, slopes });
    if (move === undefined) return undefined;
    for (let column = 0; column < size; column += 1)
      slopes[column] = (slopes[column] ?? 0) + (move[column] ?? 0);
    weights = weightsOf(cells, own, slopes);
  }
  return slopes.every(Number.isFinite) ? gather(columns, slopes) : undefined;
}

/** Row after row, so that the cells of a row lie together. */
function cellsOf(columns: readonly StandardColumn[], rows: Int32Array): Float64Array {
  const cells = new Float64Array(rows.length * columns.length);
  columns.forEach(({ values }, column) => {
    for (let at = 0; at < rows.length; at += 1)
      cells[at * columns.length + column] = values[rows[at] ?? 0] ?? 0;
  });
  return cells;
}

function newtonStep(facts: {
  readonly cells: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  readonly slopes: Float64Array;
}): Float64Array | undefined {
  const { cells, targets, weights, slopes } = facts;
  const size = slopes.length;
  const gradient = slopes.map((slope) => -RIDGE * slope);
  const curvature = Array.from({ length: size }, (_, column) => {
    const line = new Float64Array(column + 1);
    line[column] = RIDGE;
    return line;
  });
  for (let at = 0; at < targets.length; at += 1) {
    const weight = weights[at] ?? 0;
    const residual = (targets[at] ?? 0) - weight;
    const first = at * size;
    for (let column = 0; column < size; column += 1) {
      const [cell, line] = [cells[first + column] ?? 0, curvature[column]];
      if (cell === 0 || line === undefined) continue;
      gradient[column] = (gradient[column] ?? 0) + residual * cell;
      const pull = weight * cell;
      for (let other = 0; other <= column; other += 1)
        line[other] = (line[other] ?? 0) + pull * (cells[first + other] ?? 0);
    }
  }
  return solvePositive(curvature, gradient);
}

/** What rows are expected to be, at the level that makes their mean right. */
function weightsOf(
  cells: Float64Array,
  targets: Float64Array,
  slopes: Float64Array,
): Float64Array<ArrayBuffer> {
  const size = slopes.length;
  const weights = new Float64Array(targets.length);
  let [target, predicted] = [0, 0];
  for (let at = 0; at < weights.length; at += 1) {
    let log = 0;
    for (let column = 0; column < size; column += 1)
      log += (slopes[column] ?? 0) * (cells[at * size + column] ?? 0);
    const weight = Math.exp(Math.max(-MOST_LOG, Math.min(MOST_LOG, log)));
    weights[at] = weight;
    target += targets[at] ?? 0;
    predicted += weight;
  }
  return weights.map((weight) => (weight * target) / predicted);
}

/** What a column's values say, and what their absence says, in one place. */
function gather(columns: readonly StandardColumn[], slopes: Float64Array): LogLinear {
  const own = columns.map((column, at) => ({ ...column, slope: (slopes[at] ?? 0) / column.deviation }));
  const everywhere = own.filter(({ where }) => where === undefined);
  const parts = [...new Set(everywhere.map(({ at }) => at))].map((at) => ({
    at,
    value: everywhere.find((one) => one.at === at && !one.isMissing),
    missing: everywhere.find((one) => one.at === at && one.isMissing),
  }));
  const beyond = ({ low, high }: StandardColumn) => BEYOND * (high - low);
  return {
    columns: parts.map(({ at }) => at),
    centres: parts.map(({ value }) => value?.centre ?? 0),
    lows: parts.map(({ value }) => (value === undefined ? 0 : value.low - beyond(value))),
    highs: parts.map(({ value }) => (value === undefined ? 0 : value.high + beyond(value))),
    slopes: parts.map(({ value }) => value?.slope ?? 0),
    missing: parts.map(({ missing }) => missing?.slope ?? 0),
    besides: own.flatMap(({ at, where, slope }) =>
      where === undefined ? [] : [{ index: parts.findIndex((part) => part.at === at), where, slope }],
    ),
  };
}
