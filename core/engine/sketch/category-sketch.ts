import { addCounts } from './add-counts.ts';
import { addHeavyHitters, addHitter, emptyHeavyHitters, type HeavyHitters } from './heavy-hitters.ts';
import { addHash, addRegisters, emptyRegisters, estimateDistinct } from './hyper-log-log.ts';
import { valueHash } from './value-hash.ts';

/** The values that a category had in training, each once; a value's place is its number. */
export interface CategoryValues {
  readonly values: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

/**
 * What is known of a category's rows. Counts are integers below 2^53 and merge by addition, registers by the higher
 * one: exactly, in any order and grouping. The frequent ones among unknown values do so as long as there are at most
 * 255 of them, and within stated bounds beyond.
 */
export interface CategorySketch {
  readonly kind: 'category';
  /** Rows per known value, then rows with an unknown one, then rows without any. */
  readonly bins: Float64Array;
  /** Of the unknown values: how many different ones there are. The known ones need no estimate. */
  readonly registers: Uint8Array;
  /** Of the unknown values: which are frequent. */
  readonly unknown: HeavyHitters;
}

/** @example categoryValues(['a', 'b', 'a']).values // ['a', 'b'] */
export function categoryValues(values: Iterable<string>): CategoryValues {
  const each = [...new Set(values)];
  return { values: each, numbers: new Map(each.map((value, number) => [value, number])) };
}

export function emptyCategorySketch({ values }: CategoryValues): CategorySketch {
  return {
    ...{ kind: 'category', bins: new Float64Array(values.length + 2) },
    ...{ registers: emptyRegisters(), unknown: emptyHeavyHitters() },
  };
}

/** Counts a value, in place; a blank text is a row without one. */
export function addCategory(sketch: CategorySketch, value: string, { numbers }: CategoryValues): void {
  const { bins } = sketch;
  const bin = value.trim() === '' ? bins.length - 1 : (numbers.get(value) ?? bins.length - 2);
  bins[bin] = (bins[bin] ?? 0) + 1;
  if (bin !== bins.length - 2) return;
  addHash(sketch.registers, valueHash(value));
  addHitter(sketch.unknown, value);
}

/** Adds one sketch to another of the same known values, in place. */
export function addCategorySketch(to: CategorySketch, from: CategorySketch): void {
  addCounts(to.bins, from.bins);
  addRegisters(to.registers, from.registers);
  addHeavyHitters(to.unknown, from.unknown);
}

/**
 * How many different values the rows have: the known ones exactly, and an estimate of the unknown ones, whose standard
 * error is 1.63 % of them. As long as no more than 255 different unknown ones came, these are exact as well.
 * @returns a whole number
 */
export function cardinality({ bins, registers, unknown }: CategorySketch): number {
  const known = bins.subarray(0, -2).filter((count) => count > 0).length;
  const others = unknown.error === 0 ? unknown.counts.size : Math.round(estimateDistinct(registers));
  return known + others;
}
