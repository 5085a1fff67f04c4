import type { ColumnProfile } from '#core/data/profile';

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

function sorted(values: ReadonlyMap<string, number>): [string, number][] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1));
}
