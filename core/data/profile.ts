import { earlier, later } from './event-time.ts';

/**
 * What a dataset holds, column by column, in a form that merges: profile(a + b) = merge(profile(a), profile(b)).
 * Counts and bounds merge exactly, mean and spread to rounding.
 */
export interface ColumnProfile {
  readonly name: string;
  readonly count: number;
  readonly missing: number;
  /** For integer and number columns with at least one value. */
  readonly numeric?: {
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    /** Sum of squared distances from the mean. */
    readonly m2: number;
  };
  /** For the other types: values with counts, up to MOST_VALUES of them; pairs, since `__proto__` is a value, too. */
  readonly values?: readonly (readonly [value: string, count: number])[];
}

export interface DatasetProfile {
  readonly rows: number;
  readonly minEventTime: string;
  readonly maxEventTime: string;
  readonly columns: readonly ColumnProfile[];
}

const MOST_VALUES = 100;
/** Longer values are text, not categories. */
const LONGEST_VALUE = 200;

/** Gathers one column's profile in one pass and constant memory. */
export class ColumnProfiler {
  readonly #name: string;
  readonly #isNumeric: boolean;
  #count = 0;
  #missing = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #m2 = 0;
  #values: Map<string, number> | undefined;

  constructor(name: string, isNumeric: boolean) {
    this.#name = name;
    this.#isNumeric = isNumeric;
    this.#values = isNumeric ? undefined : new Map();
  }

  add(cell: string): void {
    const value = this.#isNumeric ? Number(cell) : 0;
    // Where breaches are only warned about, a numeric column may hold text: it is no value.
    if (cell === '' || !Number.isFinite(value)) {
      this.#missing += 1;
      return;
    }
    this.#count += 1;
    if (this.#isNumeric) this.#addNumber(value);
    else this.#addValue(cell);
  }

  finish(): ColumnProfile {
    const hasNumbers = this.#isNumeric && this.#count > 0;
    return {
      name: this.#name,
      count: this.#count,
      missing: this.#missing,
      ...(hasNumbers
        ? { numeric: { minimum: this.#minimum, maximum: this.#maximum, mean: this.#mean, m2: this.#m2 } }
        : {}),
      ...(this.#values === undefined ? {} : { values: sorted(this.#values) }),
    };
  }

  /** Welford's update: no cancellation even where the mean is large against the spread. */
  #addNumber(value: number): void {
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
    const delta = value - this.#mean;
    this.#mean += delta / this.#count;
    this.#m2 += delta * (value - this.#mean);
  }

  #addValue(value: string): void {
    if (this.#values === undefined) return;
    this.#values.set(value, (this.#values.get(value) ?? 0) + 1);
    if (value.length > LONGEST_VALUE || this.#values.size > MOST_VALUES) this.#values = undefined;
  }
}

/** The profile of both parts together. Columns are those of `a`; both describe one dataset. */
export function mergeProfiles(a: DatasetProfile, b: DatasetProfile): DatasetProfile {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  return {
    rows: a.rows + b.rows,
    minEventTime: earlier(a.minEventTime, b.minEventTime),
    maxEventTime: later(a.maxEventTime, b.maxEventTime),
    columns: a.columns.map((column) => {
      const other = others.get(column.name);
      return other === undefined ? column : mergeColumns(column, other);
    }),
  };
}

function mergeColumns(a: ColumnProfile, b: ColumnProfile): ColumnProfile {
  const count = a.count + b.count;
  const merged = { name: a.name, count, missing: a.missing + b.missing };
  if (a.numeric !== undefined && b.numeric !== undefined) {
    const delta = b.numeric.mean - a.numeric.mean;
    return {
      ...merged,
      numeric: {
        minimum: Math.min(a.numeric.minimum, b.numeric.minimum),
        maximum: Math.max(a.numeric.maximum, b.numeric.maximum),
        mean: a.numeric.mean + (delta * b.count) / count,
        m2: a.numeric.m2 + b.numeric.m2 + (delta * delta * a.count * b.count) / count,
      },
    };
  }
  const numeric = a.numeric ?? b.numeric;
  if (numeric !== undefined) return { ...merged, numeric };
  if (a.values === undefined || b.values === undefined) return merged;
  const values = new Map(a.values);
  for (const [value, times] of b.values) values.set(value, (values.get(value) ?? 0) + times);
  return values.size > MOST_VALUES ? merged : { ...merged, values: sorted(values) };
}

function sorted(values: ReadonlyMap<string, number>): [string, number][] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1));
}
