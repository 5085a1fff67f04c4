import { isUtf8 } from 'node:buffer';
import { CARRIAGE_RETURN, LINE_FEED } from '../engine/csv/bytes.ts';
import type { DecodeFailure, Normalisation } from './decode-failure.ts';
import { packedFormat } from './packed-format.ts';
import { validPrefix } from './valid-prefix.ts';

/** Pieces are large against the cost of a turn and small against every memory; of small files they are small. */
const FIRST_CAPACITY = 1 << 14;
const CAPACITY = 1 << 19;
/** Readers look a few bytes ahead: those must exist. */
const PADDING = 64;
/** Of the buffer, until a line is longer. */
export const BUFFER_BYTES = CAPACITY + PADDING;
const MARK_LENGTH = 3;

/**
 * Bytes as text in pieces of whole lines: UTF-8 only, without byte order mark, refusing NUL, which no spreadsheet or
 * database writes. The text ends before the line of the first defect.
 *
 * One buffer is filled again and again, as full as it goes: neither memory nor any answer depends on how the bytes
 * arrived. It only grows for a line that is longer than it.
 */
export class TextSource {
  bytes = new Uint8Array(FIRST_CAPACITY + PADDING);
  /** Where the text not yet read begins; the reader moves it. */
  from = 0;
  /** Where the text of whole lines ends; of everything, when `isLast`. */
  end = 0;
  /** Where the bytes end. Those behind `end` are the beginning of a line and not looked at yet. */
  filled = 0;
  isLast = false;
  readonly normalised = new Set<Normalisation>();
  /** Without its line, which the reader knows: that of the text's end. */
  defect: DecodeFailure | undefined;
  readonly #source: AsyncIterator<Uint8Array>;
  #pending: Uint8Array = new Uint8Array();
  #isStart = true;
  /** Bytes of the file before the buffer's first. */
  #offset = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Drops what was read and fills the buffer again. */
  async fill(): Promise<void> {
    this.bytes.copyWithin(0, this.from, this.filled);
    this.#offset += this.from;
    this.filled -= this.from;
    let checked = this.end - this.from;
    this.from = 0;
    const capacity = this.bytes.length - PADDING;
    if (this.filled === capacity || (this.#offset > 0 && capacity < CAPACITY)) {
      this.goOnIn(new Uint8Array(Math.max(capacity * 2, CAPACITY) + PADDING));
    }
    const isDone = await this.#read();
    if (this.#isStart) {
      this.#isStart = false;
      checked = this.#withoutMark();
    }
    const lineEnd = this.bytes.subarray(0, this.filled).lastIndexOf(LINE_FEED) + 1;
    this.end = isDone ? this.filled : Math.max(lineEnd, checked);
    this.isLast = isDone;
    this.#check(checked);
  }

  /** Goes on in another buffer, which is as large as its own or larger. What lies in it stays where it was. */
  goOnIn(buffer: Uint8Array<ArrayBuffer>): void {
    buffer.set(this.bytes.subarray(0, this.filled));
    this.bytes = buffer;
  }

  /** No more is read: the source may let go of its connection. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #read(): Promise<boolean> {
    const capacity = this.bytes.length - PADDING;
    for (;;) {
      const size = Math.min(this.#pending.length, capacity - this.filled);
      this.bytes.set(this.#pending.subarray(0, size), this.filled);
      this.filled += size;
      this.#pending = this.#pending.subarray(size);
      if (this.filled === capacity) return false;
      const next = await this.#source.next();
      if (next.done === true) return true;
      this.#pending = next.value;
    }
  }

  /** @returns how many bytes at the beginning are no text */
  #withoutMark(): number {
    const [a, b, c] = this.bytes;
    const first = this.bytes.subarray(0, this.filled);
    const packed = packedFormat(first);
    if (packed !== undefined) {
      this.defect = { reason: 'not-plain-text', line: 0, detail: `the file is ${packed} data` };
    }
    if (this.filled > 1 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) {
      this.defect = { reason: 'utf-16', line: 1, detail: 'the file starts with a UTF-16 byte order mark' };
    }
    if (this.filled < MARK_LENGTH || a !== 0xef || b !== 0xbb || c !== 0xbf) return 0;
    this.normalised.add('byte-order-mark');
    this.from = MARK_LENGTH;
    return MARK_LENGTH;
  }

  #check(checked: number): void {
    if (this.defect !== undefined) {
      [this.end, this.isLast] = [this.from, true];
      return;
    }
    const { buffer, byteOffset } = this.bytes;
    const text = Buffer.from(buffer, byteOffset + checked, Math.max(0, this.end - checked));
    if (!this.normalised.has('crlf') && text.includes(CARRIAGE_RETURN) && text.includes('\r\n'))
      this.normalised.add('crlf');
    const nul = text.indexOf(0);
    if (nul < 0 && isUtf8(text)) return;
    const valid = validPrefix(text);
    // Of a line with both, the bytes before the NUL are looked at first.
    const isNul = nul >= 0 && nul <= valid;
    const at = checked + (isNul ? nul : valid);
    const position = `at byte ${this.#offset + at} of the file, counted from 0`;
    this.defect = isNul
      ? {
          reason: 'nul-byte',
          line: 0,
          detail: `a NUL byte ${position}: UTF-16 without its mark, or binary data`,
        }
      : { reason: 'not-utf-8', line: 0, detail: `bytes that are not UTF-8, the first ${position}` };
    this.end = this.bytes.subarray(0, at).lastIndexOf(LINE_FEED) + 1;
    if (this.end < this.from) this.end = this.from;
    this.isLast = true;
  }
}
