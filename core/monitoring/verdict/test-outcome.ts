/** What one test says of a baseline and a window. Every figure is finite. */
export interface TestOutcome {
  readonly statistic: number;
  /** With its sign; does not grow with the number of rows. The test's own file says the unit. */
  readonly effect: number;
  /** Two-sided, in [0, 1]. */
  readonly pValue: number;
}
