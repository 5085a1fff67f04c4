import type { ByteBuffer } from './byte-buffer.ts';
import {
  BACKSLASH,
  CARRIAGE_RETURN,
  COLON,
  COMMA,
  DOT,
  LINE_FEED,
  MINUS,
  PLUS,
  QUOTE,
  TAB,
  ZERO,
} from './bytes.ts';

const [SPACE, OPEN_BRACE, CLOSE_BRACE] = [0x20, 0x7b, 0x7d];
const [TRUE, FALSE, NULL] = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word));

/**
 * Lines of JSON that are written like their predecessors, as rows of CSV: `{"a":1,"b":"x"}` becomes `1,x`. Names are only
 * compared with those that are expected at their place.
 *
 * Like `PlainRow` it only ever says yes: another order of names, an escape, a value within a value and everything that
 * would need quotes in CSV is left to the exact reader.
 */
export class JsonFlattener {
  /** None when a name would need an escape: its bytes are not those that stand in a line. */
  readonly #names: readonly Uint8Array[];

  /** @param names  of the columns, in the order in which the first line has them */
  constructor(names: readonly string[]) {
    const isPlain = names.every((name) => !/["\\\u0000-\u001f]/.test(name));
    this.#names = isPlain ? names.map((name) => new TextEncoder().encode(name)) : [];
  }

  /** @returns the position behind the line's end; -1 when the line is left to the exact reader (`out` is spoilt then) */
  flatten(bytes: Uint8Array, from: number, out: ByteBuffer): number {
    const names = this.#names;
    let at = skipBlanks(bytes, from);
    if (bytes[at] !== OPEN_BRACE || names.length === 0) return -1;
    for (let index = 0; index < names.length; index += 1) {
      at = skipBlanks(bytes, at + 1);
      at = skipName(bytes, at, names[index]);
      if (at < 0) return -1;
      at = skipBlanks(bytes, at);
      if (bytes[at] !== COLON) return -1;
      at = skipBlanks(bytes, at + 1);
      if (index > 0) out.pushByte(COMMA);
      at = bytes[at] === QUOTE ? copyString(bytes, at + 1, out) : copyWord(bytes, at, out);
      if (at < 0) return -1;
      at = skipBlanks(bytes, at);
      if (bytes[at] !== (index < names.length - 1 ? COMMA : CLOSE_BRACE)) return -1;
    }
    at = skipBlanks(bytes, at + 1);
    if (bytes[at] === CARRIAGE_RETURN) at += 1;
    if (bytes[at] !== LINE_FEED) return -1;
    out.pushByte(LINE_FEED);
    return at + 1;
  }
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === SPACE || bytes[at] === TAB) at += 1;
  return at;
}

function skipName(bytes: Uint8Array, from: number, name: Uint8Array | undefined): number {
  if (name === undefined || bytes[from] !== QUOTE) return -1;
  let at = from + 1;
  for (let index = 0; index < name.length; index += 1, at += 1) if (bytes[at] !== name[index]) return -1;
  return bytes[at] === QUOTE ? at + 1 : -1;
}

function copyString(bytes: Uint8Array, from: number, out: ByteBuffer): number {
  for (let at = from; ; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      out.pushRange(bytes, from, at);
      return at + 1;
    }
    if (byte === BACKSLASH || byte === COMMA || byte < SPACE) return -1;
  }
}

/** Numbers as JSON writes them, `true`, `false`, and nothing for `null`. */
function copyWord(bytes: Uint8Array, from: number, out: ByteBuffer): number {
  const first = bytes[from] ?? 0;
  let at = from;
  if (first === MINUS || isDigit(first)) {
    if (first === MINUS) at += 1;
    const isZero = bytes[at] === ZERO;
    const digits = skipDigits(bytes, at);
    if (digits === at || (isZero && digits > at + 1)) return -1;
    at = digits;
    if (bytes[at] === DOT) {
      const end = skipDigits(bytes, at + 1);
      if (end === at + 1) return -1;
      at = end;
    }
    if (((bytes[at] ?? 0) | 0x20) === 0x65) {
      const isSigned = bytes[at + 1] === MINUS || bytes[at + 1] === PLUS;
      const start = at + (isSigned ? 2 : 1);
      at = skipDigits(bytes, start);
      if (at === start) return -1;
    }
    out.pushRange(bytes, from, at);
    return at;
  }
  for (const word of [TRUE, FALSE, NULL]) {
    if (word?.[0] !== first) continue;
    for (let index = 1; index < word.length; index += 1) if (bytes[from + index] !== word[index]) return -1;
    if (word !== NULL) out.pushRange(word, 0, word.length);
    return from + word.length;
  }
  return -1;
}

function isDigit(byte: number): boolean {
  return (byte - ZERO) >>> 0 <= 9;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  return at;
}
