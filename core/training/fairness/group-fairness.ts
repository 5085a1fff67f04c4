import type { BiasSection } from '../../monitoring/sections/bias.ts';
import type { Estimate } from './difference-of-shares.ts';

type SectionColumn = BiasSection['columns'][number];
export type FairnessMetric = SectionColumn['groups'][number]['metrics'][number]['metric'];

/** Rows with the group that each belongs to. */
export interface GroupedRows {
  /** Index into `groups`, one a row. */
  readonly groupOfRow: ArrayLike<number>;
  /** Names, in the order in which the answer lists them. */
  readonly groups: readonly string[];
  /** A row whose prediction is no number is left out. */
  readonly predictions: ArrayLike<number>;
  /** One a row; NaN where it is not known. */
  readonly labels: ArrayLike<number>;
}

export interface GroupGap extends Estimate {
  readonly metric: FairnessMetric;
}

/** Every other group of a column against its largest. */
export interface GroupFairness {
  readonly reference: string;
  readonly groups: readonly {
    readonly group: string;
    readonly rows: number;
    readonly metrics: readonly GroupGap[];
  }[];
}

/** 95 %: what people expect of an interval. */
export const FAIRNESS_LEVEL = 0.95;

/**
 * The group with most rows; of equal ones the first.
 * @example largestGroup([2, 5, 5]) // 1
 */
export function largestGroup(rows: readonly number[]): number {
  return rows.reduce((best, own, group) => (own > (rows[best] ?? 0) ? group : best), 0);
}
