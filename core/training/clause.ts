/** One condition that a challenger met or not, with the figures it was judged by. */
export interface Clause {
  readonly name:
    | 'holdout'
    | 'finite'
    | 'floor'
    | 'comparison'
    | 'non-inferiority'
    | 'scoring-time'
    | 'superiority'
    | 'slices'
    | 'fairness'
    | 'calibration'
    | 'brier'
    | 'value'
    | 'overfitting'
    | 'artifact-size';
  readonly contender: string;
  readonly value: number;
  readonly bound: number;
  readonly passed: boolean;
  readonly explanation: string;
}
