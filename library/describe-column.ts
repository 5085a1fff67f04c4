import { cardinality, type CategorySketch } from '#core/engine/sketch/category-sketch';
import { heavyHitters } from '#core/engine/sketch/feature-sketch';
import { momentsOf } from '#core/engine/sketch/moments';
import type { NumberSketch } from '#core/engine/sketch/number-sketch';
import { quantile } from '#core/engine/sketch/quantile';
import { BaselineMismatchError } from '#core/monitoring/errors';
import { BadOptionError } from '#core/monitoring/table/errors';
import type { ComparedColumn } from '#core/monitoring/table/table-baseline';
import { Baseline } from './baseline.ts';
import { Sketch } from './sketch.ts';

/** A column of numbers. What needs a value is null where no row has one. */
export interface NumberDescription {
  readonly kind: 'number';
  /** Rows with a finite number. */
  readonly count: number;
  /** Rows with nothing there. */
  readonly empty: number;
  /** Rows with something that is no number. */
  readonly notANumber: number;
  readonly infinite: number;
  readonly least: number | null;
  readonly greatest: number | null;
  /** Right to some count * 1e-16 of the sums behind it. */
  readonly mean: number | null;
  /** Standard deviation with n - 1; 0 of a single number. */
  readonly deviation: number | null;
  /**
   * One for each share that was asked for. Of n numbers the ceil(share * n)-th smallest, within 1/64 of its size; the
   * least and the greatest are exact, and so is zero.
   */
  readonly quantiles: readonly { readonly share: number; readonly value: number | null }[];
}

/** A column of categories. */
export interface CategoryDescription {
  readonly kind: 'category';
  /** Rows with a value. */
  readonly count: number;
  /** Rows with nothing there. */
  readonly empty: number;
  /** Different values: exact up to 255 unknown ones; of more, the unknown ones with a standard error of 1.63 %. */
  readonly distinct: number;
  /** Values that training had, with their rows, in the order of their frequency in training; rows may be 0. */
  readonly known: readonly { readonly value: string; readonly rows: number }[];
  /** Rows with a value that training did not have. */
  readonly unknownRows: number;
  /**
   * The frequent ones of the unknown values, the most frequent first, 255 at most: each came at least and at most so
   * often. The two are equal as long as no more than 255 came, and at most 1/256 of `unknownRows` apart beyond.
   */
  readonly unknown: readonly { readonly value: string; readonly atLeast: number; readonly atMost: number }[];
}

export type ColumnDescription = NumberDescription | CategoryDescription;

const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/**
 * What a sketch knows of one column: counts, range, moments and quantiles of numbers; values of categories, and which
 * new ones came.
 *
 * @param column its name; the prediction's as well
 * @param shares of the quantiles of a column of numbers, each 0 to 1. Default: 1, 5, 25, 50, 75, 95 and 99 %
 * @throws BaselineMismatchError when the baseline has no such column; BadOptionError for a share outside of 0 to 1
 * @example
 * ```ts
 * const baseline = await makeBaseline({ delay: [1, 2, 3, 4], carrier: ['AA', 'DL', 'AA', 'AA'] });
 * const sketch = await countRows(baseline, { delay: [2, 4, 9, null], carrier: ['AA', 'ZZ', 'ZZ', ''] });
 * const delay = describeColumn(sketch, 'delay', [0.5]);
 * if (delay.kind === 'number') console.log(delay.mean, delay.greatest, delay.empty); // 5 9 1
 * const carrier = describeColumn(sketch, 'carrier');
 * if (carrier.kind === 'category') console.log(carrier.unknown); // [ { value: 'ZZ', atLeast: 2, atMost: 2 } ]
 * ```
 */
export function describeColumn(
  sketch: Sketch,
  column: string,
  shares: readonly number[] = SHARES,
): ColumnDescription {
  const { columns, prediction } = Baseline.tableOf(sketch.baseline);
  const { features, predictions } = Sketch.windowOf(sketch);
  const all = [...columns, ...(prediction === undefined ? [] : [prediction])];
  const place = all.findIndex((one) => one.column.name === column);
  const [own, counted] = [all[place], [...features, ...predictions][place]];
  if (own === undefined || counted === undefined)
    throw new BaselineMismatchError('the baseline has no such column', {
      ...{ received: column, allowed: all.map((one) => one.column.name).join(', ') },
      fix: 'name a column of the baseline; its notes say which ones were left out, and why',
    });
  return counted.kind === 'number' ? ofNumbers(counted, own, shares) : ofCategories(counted, own);
}

function ofNumbers(
  sketch: NumberSketch,
  { column }: ComparedColumn,
  shares: readonly number[],
): NumberDescription {
  const wrong = shares.find((share) => !(share >= 0 && share <= 1));
  if (wrong !== undefined)
    throw new BadOptionError('a quantile has no such share', {
      ...{ received: String(wrong), allowed: '0 to 1' },
      fix: 'give shares, not per cent: 0.95',
    });
  const { count, missing, infinite, least, greatest } = sketch;
  const { mean = null, deviation = null } = momentsOf(sketch, column.bins) ?? {};
  return {
    ...{ kind: 'number', count, ...missing, infinite, mean, deviation },
    ...{ least: count === 0 ? null : least, greatest: count === 0 ? null : greatest },
    quantiles: shares.map((share) => ({ share, value: quantile(sketch, share) })),
  };
}

function ofCategories(sketch: CategorySketch, { values }: ComparedColumn): CategoryDescription {
  const { bins } = sketch;
  const empty = bins.at(-1) ?? 0;
  return {
    ...{ kind: 'category', empty, count: bins.reduce((sum, rows) => sum + rows, 0) - empty },
    distinct: cardinality(sketch),
    known: (values?.values ?? []).map((value, place) => ({ value, rows: bins[place] ?? 0 })),
    ...{ unknownRows: bins.at(-2) ?? 0, unknown: heavyHitters(sketch) },
  };
}
