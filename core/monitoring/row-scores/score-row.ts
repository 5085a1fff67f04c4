/**
 * One number per answered row. Called for each row of live traffic: some microseconds at most, and no allocation.
 * @param values     the row's features in the model's order, NaN for missing; not changed
 * @param prediction the model's answer, NaN for missing
 * @returns the score; NaN where this row has none
 */
export type ScoreRow = (values: Float64Array, prediction: number) => number;
