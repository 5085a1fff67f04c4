/** A champion's answers to the hold-out, row by row. */
export interface RowsByBlock {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  /** Index of each row's block into `blocks`. */
  readonly blockOfRow: Int32Array;
  readonly blocks: readonly string[];
}
