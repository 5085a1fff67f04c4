import { compareBytes, UNKNOWN_ORDER } from './compare-bytes.ts';

/** The longest timestamp: a date, a time, nine digits of a fraction. */
const LONGEST = 64;
const DECODER = new TextDecoder();

/**
 * Earliest and latest of the timestamps that pass by as bytes. Those of one length are ordered as their bytes are; only
 * where the length changes the caller's own order of texts decides.
 */
export class TimeSpan {
  /** The earliest in the first half, the latest in the second, and the one to compare behind them. */
  readonly #bytes = new Uint8Array(3 * LONGEST);
  #earliest = 0;
  #latest = 0;
  readonly #compare: (a: string, b: string) => number;

  constructor(compare: (a: string, b: string) => number) {
    this.#compare = compare;
  }

  get earliest(): string {
    return this.#text(0, this.#earliest);
  }

  get latest(): string {
    return this.#text(LONGEST, this.#latest);
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length === 0 || length > LONGEST) return;
    const own = this.#bytes;
    for (let offset = 0; offset < length; offset += 1) own[2 * LONGEST + offset] = bytes[start + offset] ?? 0;
    if (this.#earliest === 0 || this.#order(length, 0, this.#earliest) < 0) {
      own.copyWithin(0, 2 * LONGEST, 2 * LONGEST + length);
      this.#earliest = length;
    }
    if (this.#latest === 0 || this.#order(length, LONGEST, this.#latest) > 0) {
      own.copyWithin(LONGEST, 2 * LONGEST, 2 * LONGEST + length);
      this.#latest = length;
    }
  }

  #order(length: number, at: number, otherLength: number): number {
    if (length === otherLength) {
      const order = compareBytes(this.#bytes, [2 * LONGEST, 2 * LONGEST + length], [at, at + length]);
      if (order !== UNKNOWN_ORDER) return order;
    }
    return this.#compare(this.#text(2 * LONGEST, length), this.#text(at, otherLength));
  }

  #text(at: number, length: number): string {
    return DECODER.decode(this.#bytes.subarray(at, at + length));
  }
}
