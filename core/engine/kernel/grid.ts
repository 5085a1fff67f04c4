import type { ReferenceBins } from '#core/monitoring/reference-bins';
import { TO_INTEGER } from './fixed-tables.ts';
import { GRID_CELLS, MOST_BOUNDS } from './layout.ts';

/**
 * The bounds that lie below a value tell its bin: `bin = bounds below the value`. The first one stands for the lowest
 * training value, which belongs to bin 1: it is the double before it. The others are the edges.
 *
 * @returns undefined for bins that are not in order, or more than a grid can lead to: binOf counts those
 * @example boundsOf({ lowest: 1, edges: [1, 3], isDiscrete: true }) // [0.9999999999999999, 1, 3]
 */
export function boundsOf({ lowest, edges }: ReferenceBins): readonly number[] | undefined {
  const bounds = lowest === null ? [] : [doubleBefore(lowest), ...edges];
  const areInOrder = bounds.every(
    (bound, at) => Number.isFinite(bound) && bound > (bounds[at - 1] ?? -Infinity),
  );
  if (!areInOrder || bounds.length >= MOST_BOUNDS || (lowest === null && edges.length > 0)) return undefined;
  return bounds;
}

export interface Grid {
  readonly lowest: number;
  readonly scale: number;
  /** By cell, 0 to GRID_CELLS: bounds below all of its values. */
  readonly below: Uint8Array;
}

/** Shares of the bounds that a grid may span: far ones, in long tails, are left to its last cell. */
const SPANS = [1, 0.995, 0.98, 0.95, 0.9, 0.8, 0.7];

/**
 * A grid over a column's bounds: `cell = (value - lowest) * scale`, within 0 and GRID_CELLS, to the nearest integer,
 * by the very operations of the kernel. Cells grow with values, so bounds of lower cells lie below all values of a
 * cell, and the rest is walked. Bins hold equal shares of the training rows, so the span with the fewest steps on
 * average over the bounds is the best.
 */
export function gridOf(bounds: readonly number[]): Grid {
  const lowest = bounds[0] ?? 0;
  const scales = SPANS.map((span) => {
    const far = bounds[Math.max(0, Math.ceil((bounds.length - 1) * span))] ?? lowest;
    return (GRID_CELLS - 1) / (far - lowest);
  });
  let best = { scale: Number.MIN_VALUE, steps: Infinity };
  for (const scale of scales) {
    if (!Number.isFinite(scale) || scale <= 0) continue;
    const steps = stepsOf(bounds, lowest, scale);
    if (steps < best.steps) best = { scale, steps };
  }
  const below = new Uint8Array(GRID_CELLS + 1);
  // Cells between two bounds have the same count.
  let cell = 0;
  for (const [count, bound] of bounds.entries()) {
    const own = cellOf(bound, lowest, best.scale);
    below.fill(count, cell, own + 1);
    cell = own + 1;
  }
  below.fill(bounds.length, cell);
  return { lowest, scale: best.scale, below };
}

function stepsOf(bounds: readonly number[], lowest: number, scale: number): number {
  let steps = 0;
  let inCell = 0;
  let before = -1;
  for (const bound of bounds) {
    const cell = cellOf(bound, lowest, scale);
    inCell = cell === before ? inCell + 1 : 0;
    before = cell;
    steps += inCell;
  }
  return steps;
}

function cellOf(value: number, lowest: number, scale: number): number {
  const place = (value - lowest) * scale;
  const inside = Math.min(Math.max(place, 0), GRID_CELLS);
  return inside + TO_INTEGER - TO_INTEGER;
}

const BITS = new DataView(new ArrayBuffer(8));

function doubleBefore(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  BITS.setFloat64(0, value);
  BITS.setBigInt64(0, BITS.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return BITS.getFloat64(0);
}
