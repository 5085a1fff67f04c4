const [ZERO, NINE, POINT, PLUS, MINUS] = [0x30, 0x39, 0x2e, 0x2b, 0x2d];
/** Lower case of `E` and of `e`. */
const [EXPONENT, LOWER_CASE] = [0x65, 0x20];

/**
 * The number that a cell says, where it says one: `12`, `-1.5`, `.5`, `3e8`. 00501 and 20 digits are codes, as numbers
 * they would be other values.
 *
 * Every cell of every column of numbers is asked, so that it is read by its characters.
 * @returns NaN where it is none
 * @example [numberIn('1e3'), numberIn('00501')] // [1000, NaN]
 */
export function numberIn(cell: string): number {
  let at = isSign(cell.charCodeAt(0)) ? 1 : 0;
  const whole = at;
  at = afterDigits(cell, at);
  const wholeDigits = at - whole;
  if (wholeDigits > 1 && cell.charCodeAt(whole) === ZERO) return Number.NaN;
  if (at === cell.length) {
    const integer = wholeDigits > 0 ? Number(cell) : Number.NaN;
    return Number.isSafeInteger(integer) ? integer : Number.NaN;
  }
  let digits = wholeDigits;
  if (cell.charCodeAt(at) === POINT) {
    const end = afterDigits(cell, at + 1);
    digits += end - at - 1;
    at = end;
  }
  if (digits === 0) return Number.NaN;
  if ((cell.charCodeAt(at) | LOWER_CASE) === EXPONENT) {
    const exponent = isSign(cell.charCodeAt(at + 1)) ? at + 2 : at + 1;
    at = afterDigits(cell, exponent);
    if (at === exponent) return Number.NaN;
  }
  const number = at === cell.length ? Number(cell) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}

function afterDigits(cell: string, from: number): number {
  let at = from;
  for (; at < cell.length; at += 1) {
    const code = cell.charCodeAt(at);
    if (code < ZERO || code > NINE) break;
  }
  return at;
}

function isSign(code: number): boolean {
  return code === PLUS || code === MINUS;
}

/** Has a number neither point nor exponent, as its bytes say? */
export function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === POINT || (byte | LOWER_CASE) === EXPONENT) return false;
  }
  return true;
}

/** Is what reads as a number none to `numberIn`: 00501 and 20 digits? */
export function isCode(
  number: number,
  isInteger: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (isInteger && !Number.isSafeInteger(number)) return true;
  const first = isSign(bytes[start] ?? 0) ? start + 1 : start;
  const next = bytes[first + 1] ?? 0;
  return bytes[first] === ZERO && first + 1 < end && next >= ZERO && next <= NINE;
}
