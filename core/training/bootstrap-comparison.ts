import { improvementPValue, percentileInterval } from './block-bootstrap.ts';
import { expandedLevel, expandedPValue } from './few-blocks.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 95 %: what people expect of an interval; the gate's own error rate is configured apart. */
const LEVEL = 0.95;

/**
 * The 95 % interval of a figure from its draws.
 * @param blocks drawn from: the fewer, the more it is widened; Infinity for bare percentiles
 * @example bootstrapInterval(Float64Array.of(1, 1, 1), 28) // { low: 1, high: 1 }
 */
export function bootstrapInterval(draws: Float64Array, blocks: number): Interval {
  return percentileInterval(draws, expandedLevel(LEVEL, blocks));
}

/**
 * One-sided p-value of "the difference is below 0" from its draws.
 * @param blocks drawn from, corrected for; Infinity for the bare share of draws
 * @example bootstrapPValue(Float64Array.of(-1, -2, 3), Infinity) // 0.5
 */
export function bootstrapPValue(differences: Float64Array, blocks: number): number {
  return expandedPValue(improvementPValue(differences), blocks);
}
