/** A model with its hold-out and the windows after it, all of whose outcomes the study knows. */
export interface EstimateCase {
  /** `air-time from 2013-04-01`, `concept drift, binary, seed gyre`: no two cases share one. */
  readonly name: string;
  /** Cases of one group are told of together. */
  readonly group: string;
  /** What generated rows were drawn with; absent for real ones. */
  readonly seed?: string;
  readonly problem: 'binary' | 'regression';
  readonly rows: number;
  /** Columns of all rows: the hold-out's first, then window after window. */
  readonly features: readonly Float32Array[];
  readonly predictions: Float64Array;
  readonly labels: Float64Array;
  /** The day of each row, from 0. */
  readonly days: Int32Array;
  readonly holdoutRows: number;
  readonly windows: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

export const BINARY_STUDIED = ['auc', 'logLoss', 'brier'] as const;
export const REGRESSION_STUDIED = ['rmse', 'mae'] as const;
export type StudiedMetric = (typeof BINARY_STUDIED)[number] | (typeof REGRESSION_STUDIED)[number];
/** Metrics that the peers estimate too. */
export const SHARED: readonly StudiedMetric[] = ['auc', 'rmse', 'mae'];
