import type { BINARY_METRICS, REGRESSION_METRICS } from '../../config/problem.ts';

export type BinaryMetric = (typeof BINARY_METRICS)[number];
export type RegressionMetric = (typeof REGRESSION_METRICS)[number];

/** The metric of a window whose labels are not there yet, with an interval of 95 %. */
export interface Estimated {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Rows that it is about. */
  readonly rows: number;
}

/**
 * Nine digits: what is stored is read again as exactly as anybody needs it, in half the bytes.
 * @example storable(1 / 3) // 0.333333333
 */
export function storable(value: number): number {
  return Number(value.toPrecision(9));
}
