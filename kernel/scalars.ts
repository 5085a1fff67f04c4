/**
 * Values of a JSON body that stands in a JSON string: `\"a\"`, `1.5`, `true`, `null`. They are copied with commas between,
 * so that a column reads them like fields of CSV. What is not plainly one of them is left to the host.
 */
import { nextStop } from './bytes';

/** The text of the value that was read last. */
let textFrom: usize = 0;
let textTo: usize = 0;

@inline
function isDigit(character: u32): bool {
  return character - 48 <= 9;
}

@inline
function behindDigits(from: usize): usize {
  let at = from;
  while (isDigit(load<u8>(at))) at++;
  return at;
}

/** @returns the address behind a number as JSON spells it, or 0 */
function behindNumber(from: usize): usize {
  let at = from + <usize>(load<u8>(from) == 45);
  const whole = at;
  at = behindDigits(at);
  if (at == whole || (load<u8>(whole) == 48 && at != whole + 1)) return 0;
  if (load<u8>(at) == 46) {
    const fraction = at + 1;
    at = behindDigits(fraction);
    if (at == fraction) return 0;
  }
  if ((load<u8>(at) | 32) != 101) return at;
  const sign = <u32>load<u8>(at + 1);
  const exponent = at + 1 + <usize>(sign == 43 || sign == 45);
  at = behindDigits(exponent);
  return at == exponent ? 0 : at;
}

/** @returns the address behind the value, or 0 when the host has to read it */
export function readScalar(from: usize): usize {
  const first = <u32>load<u8>(from);
  textFrom = from;
  if (first == 92) {
    if (load<u8>(from, 1) != 34) return 0;
    textFrom = from + 2;
    textTo = nextStop(textFrom);
    return load<u16>(textTo) == 0x225c ? textTo + 2 : 0;
  }
  // The four letters of null and true, and those of false behind its first.
  if (first == 110 && load<u32>(from) == 0x6c6c756e) {
    textTo = from;
    return from + 4;
  }
  if (first == 116 && load<u32>(from) == 0x65757274) textTo = from + 4;
  else if (first == 102 && load<u32>(from, 1) == 0x65736c61) textTo = from + 5;
  else textTo = behindNumber(from);
  return textTo;
}

/** Bytes of the value that was read last. */
@inline
export function scalarLength(): usize {
  return textTo - textFrom;
}

/** Copies the value that was read last, with a comma behind it. @returns where the next one goes */
export function copyScalar(into: usize): usize {
  const length = textTo - textFrom;
  for (let at: usize = 0; at < length; at += 16) v128.store(into + at, v128.load(textFrom + at));
  store<u8>(into + length, 44);
  return into + length + 1;
}
