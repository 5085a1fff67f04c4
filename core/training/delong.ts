import { normalSurvival } from '../statistics/normal-survival.ts';

/** Two AUCs on the same rows, compared. */
export interface AucComparison {
  readonly first: number;
  readonly second: number;
  /** second - first, in [-1, 1] */
  readonly difference: number;
  readonly standardError: number;
  /** The difference in its standard errors. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** The rows of a comparison. */
export interface PairedScores {
  /** 0 or 1 per row. */
  readonly labels: ArrayLike<number>;
  /** Scores of one model, higher for rows held to be 1. */
  readonly first: ArrayLike<number>;
  /** Scores of the other on the same rows. */
  readonly second: ArrayLike<number>;
}

/**
 * DeLong's test that two models, scored on the same rows, have one area under the ROC curve.
 *
 * The placement of a positive row is the share of the negative rows it is above, ties half; that of a negative row
 * the share of the positive rows it is below. An AUC is the mean of either, and with D the difference of a row's two placements
 *
 *   var (difference) = var (D over positives) / positives + var (D over negatives) / negatives.
 *
 * Placements come from sorted scores: O(rows log rows). Rows must be independent: where they come in blocks use the block
 * bootstrap. From 20 rows of each class on, a level of 5 % is held to a point; with AUCs near 1 it calls less often.
 *
 * @returns undefined with fewer than two rows of a class, and where the AUCs differ by the same in every row, which gives no
 *   variance to measure them by
 * @throws RangeError when the lengths differ, a label is not 0 or 1, or a score is not a number
 * @example delongTest({ labels: [0, 0, 1, 1], first: [1, 2, 3, 4], second: [1, 2, 3, 4] }).pValue // 1
 * @see DeLong, DeLong and Clarke-Pearson (1988); Sun and Xu (2014), Fast implementation of DeLong's algorithm
 */
export function delongTest({ labels, first, second }: PairedScores): AucComparison | undefined {
  const classes = rowsByClass(labels, [first, second]);
  const [negatives, positives] = [classes[0].length, classes[1].length];
  if (negatives < 2 || positives < 2) return undefined;
  const [before, after] = [doubledPlacements(first, classes), doubledPlacements(second, classes)];
  // Twice the pairs in whole numbers: equal models give 0, not the rounding of it.
  const gaps = after.map((placements, side) =>
    placements.map((value, row) => value - (before[side]?.[row] ?? 0)),
  );
  const variance =
    spread(gaps[1] ?? []) / (positives * (2 * negatives) ** 2) +
    spread(gaps[0] ?? []) / (negatives * (2 * positives) ** 2);
  const areaOf = (placements: readonly Float64Array[]) =>
    sum(placements[1] ?? []) / (2 * negatives * positives);
  const difference = sum(gaps[1] ?? []) / (2 * negatives * positives);
  if (variance === 0 && difference !== 0) return undefined;
  const standardError = Math.sqrt(variance);
  const z = variance === 0 ? 0 : difference / standardError;
  const pValue = Math.min(1, 2 * normalSurvival(Math.abs(z)));
  return { first: areaOf(before), second: areaOf(after), difference, standardError, z, pValue };
}

/** Row numbers of the negatives and of the positives. */
function rowsByClass(labels: ArrayLike<number>, scores: readonly ArrayLike<number>[]): [number[], number[]] {
  for (const column of scores) {
    if (column.length !== labels.length)
      throw new RangeError(`${column.length} scores for ${labels.length} labels`);
    let wrong = 0;
    while (wrong < column.length && !Number.isNaN(column[wrong])) wrong += 1;
    if (wrong < column.length) throw new RangeError(`score of row ${wrong} is not a number`);
  }
  const classes: [number[], number[]] = [[], []];
  Array.from(labels).forEach((label, row) => {
    if (label !== 0 && label !== 1) throw new RangeError(`label ${label} of row ${row} is not 0 or 1`);
    classes[label].push(row);
  });
  return classes;
}

/** Twice the rows of the other class that a row is on the right side of, ties once: of the negatives, of the positives. */
function doubledPlacements(
  scores: ArrayLike<number>,
  classes: readonly [number[], number[]],
): Float64Array[] {
  const values = classes.map((rows) => Float64Array.from(rows, (row) => scores[row] ?? 0));
  const sorted = values.map((own) => own.toSorted());
  return values.map((own, side) => {
    const others = sorted[1 - side] ?? new Float64Array();
    return own.map((value) => {
      const below = countBelow(others, value, false) + countBelow(others, value, true);
      return side === 1 ? below : 2 * others.length - below;
    });
  });
}

/** How many of the sorted values are below `value`, or at it too. */
function countBelow(sorted: Float64Array, value: number, isAtCounted: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle] ?? 0;
    if (at < value || (isAtCounted && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sample variance, divisor n - 1. */
function spread(values: Float64Array | readonly number[]): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / (values.length - 1);
}

function sum(values: Float64Array | readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
