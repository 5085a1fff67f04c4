import { CARRIAGE_RETURN, LINE_FEED, QUOTE } from './bytes.ts';

/** One record may hold this many characters: an endless line must not fill the memory. */
export const LONGEST_RECORD = 1_000_000;

/** Making one costs more than a row. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

export type RecordEnd =
  | { readonly kind: 'record'; readonly next: number }
  /** The bytes end within the record. */
  | { readonly kind: 'more' }
  | { readonly kind: 'open-quote' | 'bad-quote' | 'too-long'; readonly at: number };

/**
 * Records of RFC 4180 as bytes, exactly: quoted cells with delimiters, line ends and doubled quotes in them, LF or CRLF.
 *
 * A quote opens a cell only where the cell begins, and what follows the closing one must be a delimiter or a line end;
 * anything else is told and not guessed at.
 */
export class RecordReader {
  readonly #delimiter: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #isDoubled: boolean[] = [];
  #bytes: Uint8Array = new Uint8Array();

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  /** Cells of the record read last. */
  get width(): number {
    return this.#starts.length;
  }

  get cells(): string[] {
    const [first = 0, last = first] = [this.#starts[0], this.#ends.at(-1)];
    const record = decoded(this.#bytes, first, last);
    // No character takes less than a byte: where there are as many, each stands where its byte does.
    const isByteWise = record.length === last - first;
    return this.#starts.map((start, index) => {
      const end = this.#ends[index] ?? start;
      const text = isByteWise ? record.slice(start - first, end - first) : decoded(this.#bytes, start, end);
      return this.#isDoubled[index] === true ? text.replaceAll('""', '"') : text;
    });
  }

  /** @param limit  end of the bytes; the file's end when `isLast` */
  read(bytes: Uint8Array, from: number, limit: number, isLast: boolean): RecordEnd {
    this.#bytes = bytes;
    this.#starts.length = 0;
    this.#ends.length = 0;
    this.#isDoubled.length = 0;
    for (let at = from; ; at += 1) {
      const isQuoted = at < limit && bytes[at] === QUOTE;
      const end = isQuoted ? this.#quoted(at + 1, limit) : this.#unquoted(at, limit);
      if (end < 0) return { kind: 'bad-quote', at: ~end };
      if (isQuoted && end === limit) return isLast ? { kind: 'open-quote', at: limit } : { kind: 'more' };
      at = isQuoted ? end + 1 : end;
      if (at === limit) return isLast ? { kind: 'record', next: limit } : { kind: 'more' };
      const stop = bytes[at];
      if (stop === this.#delimiter) continue;
      if (stop === LINE_FEED) return { kind: 'record', next: at + 1 };
      if (stop === CARRIAGE_RETURN && at + 1 < limit && bytes[at + 1] === LINE_FEED)
        return { kind: 'record', next: at + 2 };
      return stop === CARRIAGE_RETURN && at + 1 === limit && !isLast
        ? { kind: 'more' }
        : { kind: 'bad-quote', at: end };
    }
  }

  /** @returns where the cell ends; the complement of where a quote stands within it */
  #unquoted(start: number, limit: number): number {
    const bytes = this.#bytes;
    let end = start;
    for (; end < limit; end += 1) {
      const byte = bytes[end];
      if (byte === this.#delimiter || byte === LINE_FEED) break;
      if (byte === QUOTE) return ~end;
      if (byte === CARRIAGE_RETURN && end + 1 < limit && bytes[end + 1] === LINE_FEED) break;
    }
    this.#push(start, end, false);
    return end;
  }

  /** @returns where the closing quote stands; `limit` when there is none */
  #quoted(start: number, limit: number): number {
    const bytes = this.#bytes;
    let isDoubled = false;
    for (let end = start; end < limit; end += 1) {
      if (bytes[end] !== QUOTE) continue;
      if (end + 1 < limit && bytes[end + 1] === QUOTE) {
        isDoubled = true;
        end += 1;
        continue;
      }
      this.#push(start, end, isDoubled);
      return end;
    }
    return limit;
  }

  #push(start: number, end: number, isDoubled: boolean): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#isDoubled.push(isDoubled);
  }
}

function decoded(bytes: Uint8Array, start: number, end: number): string {
  if (start === end) return '';
  return DECODER.decode(bytes.subarray(start, end));
}

/**
 * Where a record becomes too long: characters of the cells before plus bytes of the present one, without delimiters
 * and quotes around cells. Only asked for records of many bytes.
 * @returns the position of the first byte that is too much; -1 when there is none
 */
export function tooLongAt(bytes: Uint8Array, from: number, limit: number, delimiter: number): number {
  let [size, cellBytes, cellUnits] = [0, 0, 0];
  let [isCellStart, isQuoted] = [true, false];
  for (let at = from; at < limit; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      if (isCellStart) {
        [isCellStart, isQuoted] = [false, true];
        continue;
      }
      if (!isQuoted || bytes[at + 1] !== QUOTE) {
        isQuoted = false;
        continue;
      }
      at += 1;
    } else if (!isQuoted) {
      if (byte === delimiter) {
        size += cellUnits;
        [cellBytes, cellUnits, isCellStart] = [0, 0, true];
        continue;
      }
      if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED)) return -1;
    }
    isCellStart = false;
    if (size + cellBytes > LONGEST_RECORD) return at;
    cellBytes += 1;
    // A character is one unit at its first byte, two when it has four bytes.
    if ((byte & 0xc0) !== 0x80) cellUnits += byte >= 0xf0 ? 2 : 1;
  }
  return -1;
}
