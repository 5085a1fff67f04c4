import { type CategoryValues, categoryValues } from '#core/engine/sketch/category-sketch';
import { type BaselineColumn, baselineColumn } from '../baseline-column.ts';
import { codeBins } from './table-baseline.ts';

export interface CategoryRows {
  readonly name: string;
  /** Of each value, its number; from 0 in the order in which they came. */
  readonly codes: ReadonlyMap<string, number>;
  /** Of each row the number of its value, NaN for a row without. */
  readonly numbers: Float64Array;
  /** As baselineColumn takes them. */
  readonly days: ArrayLike<number>;
}

/** Rarer values are unknown ones. */
const MOST_VALUES = 10_000;
/** So many values that occur once are no accident: others will come that never occurred. */
const MANY_SINGLE_VALUES = 5;

/**
 * The baseline of a column of categories: its values are the bins, the frequent ones first.
 *
 * Rows that tell which values are known have no unknown one among them, and later rows have: where many values are
 * rare, that alone would look like a change. There one half of the rows tells the values, and the other half, to which
 * some are unknown as well, is what later rows are held against.
 * @see Good (1953), The population frequencies of species: unknown values are as likely as those that occurred once
 */
export function categoryColumn({ name, codes, numbers, days }: CategoryRows): {
  readonly column: BaselineColumn;
  readonly values: CategoryValues;
} {
  const times = timesOf(numbers, codes.size);
  const isSplit = times.filter((count) => count === 1).length >= MANY_SINGLE_VALUES;
  const telling = isSplit
    ? timesOf(
        numbers.filter((_, row) => isTelling(row)),
        codes.size,
      )
    : times;
  const known = [...codes]
    .filter(([, code]) => (telling[code] ?? 0) > 0)
    .sort(([a, one], [b, other]) => (telling[other] ?? 0) - (telling[one] ?? 0) || (a < b ? -1 : 1))
    .slice(0, MOST_VALUES);
  const ranks = new Float64Array(codes.size).fill(known.length);
  known.forEach(([, code], rank) => {
    ranks[code] = rank;
  });
  const ranked = numbers.map((code) => (Number.isNaN(code) ? code : (ranks[code] ?? 0)));
  const isCounted = (_: number, row: number) => !isSplit || !isTelling(row);
  const counted = ranked.filter(isCounted);
  const countedDays = Float64Array.from(days).filter(isCounted);
  const values = categoryValues(known.map(([value]) => value));
  return { column: baselineColumn(name, counted, countedDays, codeBins(known.length)), values };
}

function timesOf(numbers: Float64Array, size: number): Float64Array {
  const times = new Float64Array(size);
  for (const code of numbers) if (!Number.isNaN(code)) times[code] = (times[code] ?? 0) + 1;
  return times;
}

/** Half of the rows, however they are ordered: Fibonacci hashing of their numbers. */
function isTelling(row: number): boolean {
  return Math.imul(row + 1, 0x9e3779b1) >>> 31 === 1;
}
