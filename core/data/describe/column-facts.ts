import type { ColumnConfig } from '../../config/dataset-config.ts';

/** What one column of a file holds, for people to look at and for a contract to begin with. */
export interface ColumnFacts {
  readonly name: string;
  /** empty: no row has a value. Numbers with leading zeros or too many digits are text: they are codes. */
  readonly type: ColumnConfig['type'] | 'empty';
  readonly rows: number;
  readonly missing: number;
  /** Different values; within 4.9 % in 997 of 1,000 cases, exact up to 255. */
  readonly distinct: number;
  readonly isDistinctExact: boolean;
  /** No value came twice. */
  readonly isUnique: boolean;
  /** The most frequent values: the first ten, of many only those of at least 2 %. None of times, and of keys. */
  readonly values: readonly (readonly [value: string, count: number])[];
  readonly numbers?: NumberFacts;
  readonly times?: { readonly earliest: string; readonly latest: string };
}

export interface NumberFacts {
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  readonly deviation: number;
  /** At 1, 25, 50, 75 and 99 %: exact up to 255 different values, else within 1/64 of the value. */
  readonly quantiles: readonly number[];
  readonly zeros: number;
  readonly histogram: Histogram;
}

/** Bars of one width between two bounds; what lies outside is in the first or last one. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

export interface TableFacts {
  readonly rows: number;
  readonly duplicateRows: number;
  readonly columns: readonly ColumnFacts[];
}

const FEW_ROWS = 20;
const MUCH_MISSING = 0.2;

/**
 * What to look at in a column before it is trusted.
 * @returns short sentences, none for a column as it should be
 */
export function remarksOn(column: ColumnFacts): readonly string[] {
  const { type, rows, missing, distinct, isUnique, numbers } = column;
  if (type === 'empty') return ['no value at all'];
  const remarks: string[] = [];
  if (missing / rows > MUCH_MISSING) remarks.push('often missing');
  if (distinct === 1) remarks.push(missing === 0 ? 'always the same value' : 'one value or none');
  if (isUnique && rows >= FEW_ROWS && type !== 'timestamp' && type !== 'number')
    remarks.push(missing === 0 ? 'a key: no value twice' : 'no value twice');
  if (type === 'string' && !isUnique && distinct > rows / 2) remarks.push('mostly different values');
  const [value, count] = column.values[0] ?? ['', 0];
  const present = rows - missing;
  if (distinct > 2 && count > 0.9 * present && present >= FEW_ROWS) remarks.push(`mostly ${shown(value)}`);
  if (numbers !== undefined && isFarOut(numbers)) remarks.push('far outliers');
  return remarks;
}

/** Ten times the middle half away from it. */
function isFarOut({ quantiles, least, greatest }: NumberFacts): boolean {
  const [, lower = 0, , upper = 0] = quantiles;
  const reach = 10 * (upper - lower);
  return reach > 0 && (greatest > upper + reach || least < lower - reach);
}

function shown(value: string): string {
  return value.length > 20 ? `${value.slice(0, 20)}…` : value;
}
