/**
 * Answers of a binary model as estimates see them: by row, each of weight 1, or by bin, with the bin's rows as weight.
 * What holds for one form holds for the other; by bins, rows of one bin are told apart by nothing.
 */
export interface ScoreMass {
  /** As the model gave them; only their order counts, save for log loss and Brier score. */
  readonly scores: ArrayLike<number>;
  /** Calibrated: the chance that a row of this score is positive, in [0, 1]. */
  readonly probabilities: ArrayLike<number>;
  /** At least 0. */
  readonly weights: ArrayLike<number>;
}

/**
 * Rows as they came, each of weight 1.
 * @example rowMass([0.2, 0.9], [0.1, 0.8]).weights // [1, 1]
 */
export function rowMass(scores: ArrayLike<number>, probabilities: ArrayLike<number>): ScoreMass {
  return { scores, probabilities, weights: new Array<number>(scores.length).fill(1) };
}
