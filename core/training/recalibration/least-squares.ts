/** prediction = intercept + slope x score. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The line through answers and outcomes with the least squared error,
 *
 *   slope = sum (s - mean s)(y - mean y) / sum (s - mean s)^2,   intercept = mean y - slope x mean s,
 *
 * in two passes, so that no digits are lost to a large mean. O(rows). It mends answers that are off by a constant or by a
 * factor, as after a change of level or unit; whatever else is wrong needs training. NaN when all scores are the same.
 * @param scores in the label's unit
 * @example fitLine([1, 2, 3], [3, 5, 7]) // { slope: 2, intercept: 1 }
 * @see Mincer and Zarnowitz (1969), The evaluation of economic forecasts
 */
export function fitLine(scores: ArrayLike<number>, labels: ArrayLike<number>): Line {
  const rows = scores.length;
  let [scoreSum, labelSum] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    scoreSum += scores[row] ?? Number.NaN;
    labelSum += labels[row] ?? Number.NaN;
  }
  const [scoreMean, labelMean] = [scoreSum / rows, labelSum / rows];
  let [products, squares] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const distance = (scores[row] ?? Number.NaN) - scoreMean;
    products += distance * ((labels[row] ?? Number.NaN) - labelMean);
    squares += distance * distance;
  }
  const slope = products / squares;
  return { slope, intercept: labelMean - slope * scoreMean };
}
