import { binCount, binOf, type ReferenceBins } from '#core/monitoring/reference-bins';
import { addCounts } from './add-counts.ts';
import {
  addLogHistogram,
  addToCell,
  emptyLogHistogram,
  logCell,
  type LogHistogram,
} from './log-histogram.ts';

/**
 * What is known of a numeric column's rows. Counts are integers below 2^53 and merge by addition, least and greatest
 * values by comparison: exactly, in any order and grouping. The two sums are doubles; moments.ts says how far their
 * order can move them.
 */
export interface NumberSketch {
  readonly kind: 'number';
  /** Rows per bin of the baseline, in the order of binOf: infinite values in the outer bins, missing ones last. */
  readonly bins: Float64Array;
  /** Finite values by their leading bits: what quantiles are read from. */
  readonly cells: LogHistogram;
  /** Finite values. */
  count: number;
  /** Rows without a value: nothing there, or something that is no number. */
  readonly missing: { empty: number; notANumber: number };
  infinite: number;
  /** Of the finite values; Infinity and -Infinity when there is none. A zero has no sign. */
  least: number;
  greatest: number;
  /** Sums of value - centre and of its square over the finite values, with centre = centreOf(bins). */
  sum: number;
  squares: number;
}

export function emptyNumberSketch(bins: ReferenceBins): NumberSketch {
  return {
    ...{ kind: 'number', bins: new Float64Array(binCount(bins)), cells: emptyLogHistogram(), count: 0 },
    ...{ missing: { empty: 0, notANumber: 0 }, infinite: 0 },
    ...{ least: Infinity, greatest: -Infinity, sum: 0, squares: 0 },
  };
}

/**
 * What is taken off a value before it is summed: the middle edge of the bins, near the middle of the training rows,
 * so that the sum of squares keeps its digits.
 * @example centreOf({ lowest: 1, edges: [1, 3, 7], isDiscrete: true }) // 3
 */
export function centreOf({ lowest, edges }: ReferenceBins): number {
  return edges[edges.length >>> 1] ?? lowest ?? 0;
}

/** Counts a number, in place; NaN is what is no number. */
export function addNumber(sketch: NumberSketch, value: number, bins: ReferenceBins): void {
  const bin = binOf(value, bins);
  sketch.bins[bin] = (sketch.bins[bin] ?? 0) + 1;
  if (Number.isNaN(value)) sketch.missing.notANumber += 1;
  else if (Number.isFinite(value)) addFinite(sketch, value, centreOf(bins));
  else sketch.infinite += 1;
}

/** Counts a row that has nothing in this column, in place. */
export function addEmpty(sketch: NumberSketch): void {
  const last = sketch.bins.length - 1;
  sketch.bins[last] = (sketch.bins[last] ?? 0) + 1;
  sketch.missing.empty += 1;
}

/** Counts a cell of text as a model reads it, in place: blank ones are empty, and `12 km` is no number. */
export function addNumberCell(sketch: NumberSketch, cell: string, bins: ReferenceBins): void {
  if (cell.trim() === '') addEmpty(sketch);
  else addNumber(sketch, Number(cell), bins);
}

/** Adds one sketch to another of the same bins, in place. */
export function addNumberSketch(to: NumberSketch, from: NumberSketch): void {
  addCounts(to.bins, from.bins);
  addLogHistogram(to.cells, from.cells);
  to.count += from.count;
  to.missing.empty += from.missing.empty;
  to.missing.notANumber += from.missing.notANumber;
  to.infinite += from.infinite;
  to.least = Math.min(to.least, from.least);
  to.greatest = Math.max(to.greatest, from.greatest);
  to.sum += from.sum;
  to.squares += from.squares;
}

function addFinite(sketch: NumberSketch, value: number, centre: number): void {
  addToCell(sketch.cells, logCell(value), 1);
  sketch.count += 1;
  // A negative zero becomes a zero, or the order would tell which one is kept.
  sketch.least = Math.min(sketch.least, value + 0);
  sketch.greatest = Math.max(sketch.greatest, value + 0);
  const off = value - centre;
  sketch.sum += off;
  sketch.squares += off * off;
}
