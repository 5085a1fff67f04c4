import { DOT, MINUS, PLUS, ZERO } from './bytes.ts';
import { divideByPower } from './divide-by-power.ts';

/** Integers below are doubles without rounding. */
const EXACT = 2 ** 53;
/** Digits that one 32-bit integer takes. */
const GROUP = 9;
/** Digits of two whole reads of four bytes. */
const TWO_QUADS = 8;
/** So many digits are surely below 2^53. */
const MOST_WHOLE_DIGITS = 15;
const LARGEST_EXACT_POWER = 22;
const POWER = Float64Array.from({ length: LARGEST_EXACT_POWER + 1 }, (_, places) => Number(`1e${places}`));
const POWER_OF_FIVE = Float64Array.from({ length: GROUP + 1 }, (_, exponent) => 5 ** exponent);

/**
 * Numbers straight from their bytes: the double that `Number` gives for the same text, bit for bit.
 *
 * Digits are gathered in 32-bit integers, four at a time where four stand there. Below 2^53 with at most 22 places one
 * division is exact (Clinger); longer ones (`0.12345678901234567`) go through `divideByPower`; `Number` itself reads
 * what is left: digits beyond the eighteenth, large exponents, the few that lie too near to the middle of two doubles.
 *
 * @see Clinger (1990), How to read floating point numbers accurately. Prefer `Number` for text that is a string already.
 */
export class NumberReader {
  /** Where values are put. */
  readonly #out: Float64Array;
  #bytes = new Uint8Array();
  #view = new DataView(new ArrayBuffer(0));

  /** Of the bytes that are looked at. */
  get view(): DataView {
    return this.#view;
  }

  constructor(out: Float64Array) {
    this.#out = out;
  }

  /** @param bytes  with at least 16 bytes behind the last number, and none right behind it that belongs to a number */
  look(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#bytes === bytes) return;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * An optional sign and up to 15 digits, nothing else.
   * @returns the position behind the last digit; -1 when there is no digit or there are more
   */
  integer(start: number, slot: number): number {
    const bytes = this.#bytes;
    let at = start;
    const sign = bytes[at] ?? 0;
    if (sign === MINUS || sign === PLUS) at += 1;
    const first = at;
    let value = 0;
    for (const end = at + GROUP; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit >>> 0 > 9) break;
      value = (Math.imul(value, 10) + digit) | 0;
    }
    if (at === first) return -1;
    if (at - first < GROUP) {
      this.#out[slot] = sign === MINUS ? -value : value;
      return at;
    }
    const from = at;
    let rest = 0;
    for (const end = first + MOST_WHOLE_DIGITS; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit >>> 0 > 9) break;
      rest = (Math.imul(rest, 10) + digit) | 0;
    }
    if (at - first === MOST_WHOLE_DIGITS && ((bytes[at] ?? 0) - ZERO) >>> 0 <= 9) return -1;
    const whole = value * (POWER[at - from] ?? 1) + rest;
    this.#out[slot] = sign === MINUS ? -whole : whole;
    return at;
  }

  /**
   * Sign, digits with an optional point, exponent: `-1`, `.5`, `5.`, `+1.5E-3`.
   * @returns the position behind the number; -1 when none begins here or it is not finite
   */
  decimal(start: number, slot: number): number {
    const bytes = this.#bytes;
    let at = start;
    let byte = bytes[at] ?? 0;
    const isNegative = byte === MINUS;
    if (isNegative || byte === PLUS) at += 1;
    const first = at;
    let group = 0;
    let end = at + GROUP;
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit >>> 0 > 9) break;
      group = (Math.imul(group, 10) + digit) | 0;
    }
    let head = group;
    let isLong = false;
    if (at === end) {
      group = 0;
      for (end = first + MOST_WHOLE_DIGITS; at < end; at += 1) {
        const digit = (bytes[at] ?? 0) - ZERO;
        if (digit >>> 0 > 9) break;
        group = (Math.imul(group, 10) + digit) | 0;
      }
      head = head * (POWER[at - first - GROUP] ?? 1) + group;
      if (at === end) for (; ((bytes[at] ?? 0) - ZERO) >>> 0 <= 9; at += 1) isLong = true;
    }
    let hasDigits = at > first;
    let places = 0;
    let rest = 0;
    let restPlaces = 0;
    byte = bytes[at] ?? 0;
    if (byte === DOT) {
      at += 1;
      const point = at;
      if (head === 0) while (bytes[at] === ZERO) at += 1;
      let from = at;
      let quad = fourDigits(this.#view.getInt32(at, true));
      group = 0;
      if (quad >= 0) {
        group = quad;
        at += 4;
        quad = fourDigits(this.#view.getInt32(at, true));
        if (quad >= 0) {
          group = (Math.imul(group, 10_000) + quad) | 0;
          at += 4;
        }
      }
      for (end = from + TWO_QUADS; at < end; at += 1) {
        const digit = (bytes[at] ?? 0) - ZERO;
        if (digit >>> 0 > 9) break;
        group = (Math.imul(group, 10) + digit) | 0;
      }
      head = head * (POWER[at - from] ?? 1) + group;
      if (at === end) {
        from = at;
        quad = fourDigits(this.#view.getInt32(at, true));
        if (quad >= 0) {
          rest = quad;
          at += 4;
          quad = fourDigits(this.#view.getInt32(at, true));
          if (quad >= 0) {
            rest = (Math.imul(rest, 10_000) + quad) | 0;
            at += 4;
          }
        }
        for (end = from + GROUP; at < end; at += 1) {
          const digit = (bytes[at] ?? 0) - ZERO;
          if (digit >>> 0 > 9) break;
          rest = (Math.imul(rest, 10) + digit) | 0;
        }
        restPlaces = at - from;
        if (at === end) for (; ((bytes[at] ?? 0) - ZERO) >>> 0 <= 9; at += 1) isLong = true;
      }
      places = at - point;
      hasDigits ||= places > 0;
      byte = bytes[at] ?? 0;
    }
    if (!hasDigits) return -1;
    // 0x20 makes a capital E a small one.
    if ((byte | 0x20) === 0x65) {
      at += 1;
      byte = bytes[at] ?? 0;
      const isBelow = byte === MINUS;
      if (isBelow || byte === PLUS) at += 1;
      const from = at;
      let exponent = 0;
      for (; ((bytes[at] ?? 0) - ZERO) >>> 0 <= 9; at += 1) {
        if (exponent < 1e6) exponent = exponent * 10 + (bytes[at] ?? 0) - ZERO;
      }
      if (at === from) return -1;
      places += isBelow ? exponent : -exponent;
    }

    let value = Number.NaN;
    if (isLong || head >= EXACT) {
      // Left to `Number`.
    } else if (restPlaces === 0 && places <= LARGEST_EXACT_POWER && places >= -LARGEST_EXACT_POWER) {
      value = places >= 0 ? head / (POWER[places] ?? 1) : head * (POWER[-places] ?? 1);
    } else if (places >= 0 && head * (POWER_OF_FIVE[restPlaces] ?? 0) < EXACT) {
      // Then head * 10^restPlaces is a double, too: the other factor is a power of two.
      value = divideByPower(head * (POWER[restPlaces] ?? 1), rest, places);
    }
    if (Number.isNaN(value)) return this.#byNumber(start, at, slot);
    this.#out[slot] = isNegative ? -value : value;
    return at;
  }

  /** The bytes are known to be a number as `Number` reads it. */
  #byNumber(start: number, end: number, slot: number): number {
    let text = '';
    for (let at = start; at < end; at += 1) text += String.fromCharCode(this.#bytes[at] ?? 0);
    const value = Number(text);
    if (!Number.isFinite(value)) return -1;
    this.#out[slot] = value;
    return end;
  }
}

/**
 * Four ASCII digits, the first in the lowest byte, as a number; -1 when one of them is none. Pairs are joined within the
 * word: tens and ones first, then hundreds.
 */
function fourDigits(word: number): number {
  const isDigits = ((word & 0xf0f0f0f0) | (((word + 0x06060606) & 0xf0f0f0f0) >>> 4)) === 0x33333333;
  if (!isDigits) return -1;
  const pairs = Math.imul(word & 0x0f0f0f0f, 2561) >>> 8;
  return Math.imul(pairs & 0x00ff00ff, 6_553_601) >>> 16;
}
