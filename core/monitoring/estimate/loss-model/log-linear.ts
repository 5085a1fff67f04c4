import * as z from 'zod';

/** The part of a loss that grows evenly with a column: what trees, which know steps only, leave out in the tails. */
export const logLinearSchema = z.strictObject({
  /** Which columns take part; the others are constant. */
  columns: z.array(z.int().min(0)),
  /** What a missing value counts as. */
  centres: z.array(z.number()),
  /** Values beyond are taken as these: nothing is known of them. */
  lows: z.array(z.number()),
  highs: z.array(z.number()),
  /** Change of the logarithm for one unit of the column. */
  slopes: z.array(z.number()),
});
export type LogLinear = z.infer<typeof logLinearSchema>;

const STEPS = 3;
/** Share of a column's rows at either end that its bounds leave out. */
const TAIL = 0.0005;
/** Rows that hold each slope at 0. */
const RIDGE = 100;
/** With more columns it would take longer than the trees. */
const MOST_COLUMNS = 60;
const MOST_LOG = 4;

/**
 * Regression of the logarithm of numbers that are 0 or more, with the deviance of Poisson, by Newton's method: columns in
 * standard units, slopes drawn to 0 by a ridge.
 * @param columns NaN for missing; not changed
 * @param targets with a mean of about 1, one a row
 * @param rows    which rows it learns from
 * @returns undefined with too many columns, or where it comes to no end
 * @see Nelder and Wedderburn (1972), Generalized linear models
 */
export function fitLogLinear(
  columns: readonly ArrayLike<number>[],
  targets: Float64Array,
  rows: Int32Array,
): LogLinear | undefined {
  const scaled = columns.flatMap((column, at) => scale(column, at, rows));
  const size = scaled.length;
  if (size === 0 || columns.length > MOST_COLUMNS) return undefined;
  const slopes = new Float64Array(size);
  let level = 0;
  const logs = new Float64Array(rows.length);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = new Float64Array(size);
    const curvature = Array.from({ length: size }, () => new Float64Array(size));
    const cells = new Float64Array(size);
    for (let at = 0; at < rows.length; at += 1) {
      const weight = Math.exp(level + (logs[at] ?? 0));
      const residual = (targets[rows[at] ?? 0] ?? 0) - weight;
      for (let column = 0; column < size; column += 1) cells[column] = scaled[column]?.values[at] ?? 0;
      for (let column = 0; column < size; column += 1) {
        const [cell, line] = [cells[column] ?? 0, curvature[column]];
        if (cell === 0 || line === undefined) continue;
        gradient[column] = (gradient[column] ?? 0) + residual * cell;
        for (let other = 0; other <= column; other += 1)
          line[other] = (line[other] ?? 0) + weight * cell * (cells[other] ?? 0);
      }
    }
    for (let column = 0; column < size; column += 1) {
      const line = curvature[column];
      if (line !== undefined) line[column] = (line[column] ?? 0) + RIDGE;
      gradient[column] = (gradient[column] ?? 0) - RIDGE * (slopes[column] ?? 0);
    }
    const move = solve(curvature, gradient);
    if (move === undefined) return undefined;
    for (let column = 0; column < size; column += 1)
      slopes[column] = (slopes[column] ?? 0) + (move[column] ?? 0);
    let [target, predicted] = [0, 0];
    for (let at = 0; at < rows.length; at += 1) {
      let log = 0;
      for (let column = 0; column < size; column += 1)
        log += (slopes[column] ?? 0) * (scaled[column]?.values[at] ?? 0);
      logs[at] = Math.max(-MOST_LOG, Math.min(MOST_LOG, log));
      target += targets[rows[at] ?? 0] ?? 0;
      predicted += Math.exp(logs[at] ?? 0);
    }
    level = Math.log(target / predicted);
  }
  if (!slopes.every(Number.isFinite)) return undefined;
  return {
    columns: scaled.map(({ at }) => at),
    centres: scaled.map(({ centre }) => centre),
    lows: scaled.map(({ low }) => low),
    highs: scaled.map(({ high }) => high),
    slopes: scaled.map(({ deviation }, column) => (slopes[column] ?? 0) / deviation),
  };
}

/**
 * The logarithm of a row's part.
 * @example logOf({ columns: [0], centres: [1], lows: [0], highs: [3], slopes: [2] }, (column) => [9][column]) // 4
 */
export function logOf(model: LogLinear, valueOf: (column: number) => number | undefined): number {
  let log = 0;
  for (let at = 0; at < model.columns.length; at += 1) {
    const value = valueOf(model.columns[at] ?? 0) ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const kept = Math.max(model.lows[at] ?? 0, Math.min(model.highs[at] ?? 0, value));
    log += (model.slopes[at] ?? 0) * (kept - (model.centres[at] ?? 0));
  }
  return Math.max(-MOST_LOG, Math.min(MOST_LOG, log));
}

function scale(column: ArrayLike<number>, at: number, rows: Int32Array) {
  const all = Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const sorted = all.filter((value) => Number.isFinite(value)).sort();
  const low = sorted[Math.floor(TAIL * sorted.length)] ?? 0;
  const high = sorted[Math.ceil((1 - TAIL) * sorted.length) - 1] ?? 0;
  if (!(low < high)) return [];
  const keep = (value: number) => Math.max(low, Math.min(high, value));
  const centre = sorted.reduce((sum, value) => sum + keep(value), 0) / sorted.length;
  const deviation = Math.sqrt(
    sorted.reduce((sum, value) => sum + (keep(value) - centre) ** 2, 0) / sorted.length,
  );
  if (!(deviation > 0 && Number.isFinite(deviation))) return [];
  const values = all.map((value) => (Number.isNaN(value) ? 0 : (keep(value) - centre) / deviation));
  return [{ at, low, high, centre, deviation, values }];
}

/** Cholesky's way, on the lower triangle. @returns undefined when it is not positive definite */
function solve(lower: readonly Float64Array[], right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const answer = right.slice();
  for (let row = 0; row < size; row += 1) {
    const line = lower[row] ?? new Float64Array();
    for (let column = 0; column <= row; column += 1) {
      const other = lower[column] ?? line;
      let value = line[column] ?? 0;
      for (let at = 0; at < column; at += 1) value -= (line[at] ?? 0) * (other[at] ?? 0);
      if (row > column) line[column] = value / (other[column] ?? 1);
      else if (value > 0) line[column] = Math.sqrt(value);
      else return undefined;
    }
    let value = answer[row] ?? 0;
    for (let at = 0; at < row; at += 1) value -= (line[at] ?? 0) * (answer[at] ?? 0);
    answer[row] = value / (line[row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let value = answer[row] ?? 0;
    for (let at = row + 1; at < size; at += 1) value -= (lower[at]?.[row] ?? 0) * (answer[at] ?? 0);
    answer[row] = value / (lower[row]?.[row] ?? 1);
  }
  return answer;
}
