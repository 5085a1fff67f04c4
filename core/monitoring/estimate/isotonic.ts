/** From a model's score to the share of positives among rows of that score: piecewise linear, never falling. */
export interface CalibrationCurve {
  /** Rising. */
  readonly scores: readonly number[];
  /** One per score, in [0, 1], never falling. */
  readonly probabilities: readonly number[];
}

/**
 * Isotonic regression of labels on scores: the never falling function with the least squared error, by pooling
 * adjacent violators,
 *
 *   while a group's mean is not above that of the group before it, join the two.
 *
 * Rows of one score are one group. Between groups the curve is linear. O(rows log rows), linear when `order` is given.
 * It needs some 1,000 rows: with fewer, Platt's curve of two parameters errs less.
 * @param labels 0 or 1 per row
 * @param order  row numbers by rising score; rows left out of it are not used. Default: all rows with a score
 * @example isotonicCurve([1, 2, 3, 4], [0, 1, 0, 1]) // { scores: [1, 2, 3, 4], probabilities: [0, 0.5, 0.5, 1] }
 * @see Ayer et al. (1955), An empirical distribution function for sampling with incomplete information; Zadrozny and
 *   Elkan (2002), Transforming classifier scores into accurate multiclass probability estimates
 */
export function isotonicCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  order: Int32Array = orderOf(scores),
): CalibrationCurve {
  const groups: Group[] = [];
  for (const row of order) {
    const [score, label] = [scores[row] ?? Number.NaN, labels[row] ?? Number.NaN];
    const last = groups.at(-1);
    // Rows of one score are told apart by nothing, so they come in together.
    if (last?.first === score) {
      last.rows += 1;
      last.sum += label;
    } else {
      settle(groups);
      groups.push({ first: score, last: score, rows: 1, sum: label });
    }
  }
  settle(groups);
  const curve = { scores: [] as number[], probabilities: [] as number[] };
  for (const { first, last, rows, sum } of groups) {
    for (const score of first === last ? [first] : [first, last]) {
      curve.scores.push(score);
      curve.probabilities.push(sum / rows);
    }
  }
  return curve;
}

/**
 * The probability of a score; beyond the ends that of the end. NaN for a score that is NaN, or a curve of no rows.
 * @example calibrated({ scores: [1, 2], probabilities: [0, 0.5] }, 1.5) // 0.25
 */
export function calibrated({ scores, probabilities }: CalibrationCurve, score: number): number {
  if (Number.isNaN(score)) return Number.NaN;
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((scores[middle] ?? 0) < score) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [scores[low - 1], scores[low]];
  const [from, to] = [probabilities[low - 1], probabilities[low]];
  if (after === undefined || to === undefined) return from ?? Number.NaN;
  if (before === undefined || from === undefined || after === score) return to;
  return from + ((to - from) * (score - before)) / (after - before);
}

/** Row numbers by rising score, without rows that have none. */
export function orderOf(scores: ArrayLike<number>): Int32Array {
  const rows = Int32Array.from({ length: scores.length }, (_, row) => row);
  return rows
    .filter((row) => !Number.isNaN(scores[row] ?? Number.NaN))
    .sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
}

interface Group {
  readonly first: number;
  last: number;
  rows: number;
  sum: number;
}

/** Joins the last group with those before it as long as they are out of order. */
function settle(groups: Group[]): void {
  for (;;) {
    const [before, last] = [groups.at(-2), groups.at(-1)];
    if (before === undefined || last === undefined) return;
    if (before.sum * last.rows < last.sum * before.rows) return;
    before.rows += last.rows;
    before.sum += last.sum;
    before.last = last.last;
    groups.pop();
  }
}
