/** The reader that the byte scanner replaced, kept as the other opinion on every file: strings, TextDecoder, csv-parse. */
import type { DecodeFailure, Normalisation } from '#core/data/decode-failure';

const LINE_FEED = 10;
const MARK_LENGTH = 3;
/** Text is handed on in whole lines; one longer than this in pieces, since the reader refuses it anyway. */
const LONGEST_LINE_BYTES = 1 << 22;

/**
 * Bytes as text: UTF-8 only, without byte order mark, refusing NUL, which no spreadsheet or database writes.
 *
 * The text ends before the line of the first defect, and is the same however the bytes were cut into chunks.
 */
export class TextDecoding {
  readonly normalised = new Set<Normalisation>();
  #defect: DecodeFailure | undefined;
  #line = 1;
  #isStart = true;

  get defect(): DecodeFailure | undefined {
    return this.#defect;
  }

  async *decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    let parts: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of bytes) {
      const end = chunk.lastIndexOf(LINE_FEED) + 1;
      parts.push(chunk);
      length += chunk.length;
      if (end === 0 && length <= LONGEST_LINE_BYTES) continue;
      const piece = Buffer.concat(parts, length);
      const cut = end === 0 ? completeLength(piece) : length - chunk.length + end;
      yield* this.#text(piece.subarray(0, cut));
      if (this.#defect !== undefined) return;
      parts = [piece.subarray(cut)];
      length -= cut;
    }
    yield* this.#text(Buffer.concat(parts, length));
  }

  #withoutMark(bytes: Uint8Array): Uint8Array {
    const [a, b, c] = bytes;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
      this.#defect = { reason: 'utf-16', line: 1, detail: 'the file starts with a UTF-16 byte order mark' };
    }
    if (a !== 0xef || b !== 0xbb || c !== 0xbf) return bytes;
    this.normalised.add('byte-order-mark');
    return bytes.subarray(MARK_LENGTH);
  }

  *#text(raw: Uint8Array): Generator<string> {
    const bytes = this.#isStart ? this.#withoutMark(raw) : raw;
    this.#isStart = false;
    if (this.#defect !== undefined || bytes.length === 0) return;
    const nul = bytes.indexOf(0);
    const whole = nul < 0 ? decoded(bytes) : undefined;
    if (whole === undefined) {
      yield* this.#upToDefect(bytes);
      return;
    }
    this.#line += count(bytes, LINE_FEED);
    if (whole.includes('\r\n')) this.normalised.add('crlf');
    yield whole;
  }

  /** Line by line up to the first that is not text: slow, and done once. */
  *#upToDefect(bytes: Uint8Array): Generator<string> {
    for (let start = 0; ; this.#line += 1) {
      const at = bytes.indexOf(LINE_FEED, start);
      const line = bytes.subarray(start, at < 0 ? bytes.length : at + 1);
      const nul = line.indexOf(0);
      const text = decoded(nul < 0 ? line : line.subarray(0, nul));
      if (text === undefined) {
        this.#defect = { reason: 'not-utf-8', line: this.#line, detail: 'bytes that are not UTF-8' };
        return;
      }
      if (nul >= 0) {
        const detail = 'a NUL byte: UTF-16 without its mark, or binary data';
        this.#defect = { reason: 'nul-byte', line: this.#line, detail };
        return;
      }
      if (text.endsWith('\r\n')) this.normalised.add('crlf');
      yield text;
      start += line.length;
    }
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** How many of the bytes are whole characters: a chunk may end within one. */
function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function count(bytes: Uint8Array, value: number): number {
  let found = 0;
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) found += 1;
  return found;
}
