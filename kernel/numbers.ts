/**
 * Text to double, exactly as `Number(text)` reads it, one column of a block at a time.
 *
 *     text = digits with at most one dot = m / 10^k,  m < 10^18
 *
 * Up to 2^53 m is a double itself, and one division rounds once: the result is right. Above, the division's error is
 * worked out in twice the precision and taken off. What cannot be told so (a result next to the middle of two
 * doubles), and every other text, is asked of the host.
 * @see Dekker (1971), A floating-point technique for extending the available precision
 */
import {
  COLUMN_TOTALS,
  DIGIT_SHUFFLES,
  HEAD_LIMITS,
  INTEGER_POWERS,
  LARGEST_POWER,
  POWERS,
  POWER_HEADS,
  POWER_INVERSES,
  POWER_RESTS,
  TOTAL_EMPTY,
  VECTORS,
} from '../core/engine/kernel/layout';
import { bank, descriptorOf, rowBytes, values } from './state';

/** Reads a text the slow way, and counts it itself when it is no finite number. */
// @ts-ignore: decorator
@external('host', 'number')
declare function askHost(column: i32, from: usize, to: usize): f64;

const LARGEST_EXACT: i64 = 9007199254740992;
const SPLITTER: f64 = 134217729;
/** 2^-97: far above the error of the correction, far below half a unit of the last place. */
const DOUBT: f64 = 6.310887241768095e-30;

let mantissa: i64 = 0;
let decimals: i32 = 0;
let isDoubtful: bool = false;

/** Sixteen digits, the first the most significant, to a number: pairs, fours, eights. */
@inline
function digits16(digits: v128, tens: v128, lowBytes: v128, hundreds: v128, tenThousands: v128): i64 {
  const pairs = i16x8.add(i16x8.mul(v128.and(digits, lowBytes), tens), i16x8.shr_u(digits, 8));
  const fours = i32x4.dot_i16x8_s(pairs, hundreds);
  const eights = i64x2.extract_lane(i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), tenThousands), 0);
  return (eights & 0xffffffff) * 100000000 + (eights >> 32);
}

/** Eight digits in a register, the first in the lowest byte. */
@inline
function digits8(digits: u64): i64 {
  const pairs = digits * 10 + (digits >> 8);
  const first = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const second = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return <i64>((first + second) >> 32);
}

/** m / 10^k, rounded once, for 0 <= k <= 45; sets isDoubtful where two doubles are equally near. */
@inline
function quotient(m: i64, k: i32): f64 {
  const at = <usize>k << 3;
  const power = load<f64>(at, POWERS);
  const head = <f64>m;
  const tail = <f64>(m - <i64>head);
  const rough = head / power;
  const split = rough * SPLITTER;
  const high = split - (split - rough);
  const low = rough - high;
  const powerHigh = load<f64>(at, POWER_HEADS);
  const powerLow = power - powerHigh;
  const product = rough * power;
  const error = high * powerHigh - product + high * powerLow + low * powerHigh + low * powerLow;
  const left = head - product - error + (tail - rough * load<f64>(at, POWER_RESTS));
  // Of the correction the first digits are enough.
  const correction = left * load<f64>(at, POWER_INVERSES);
  const doubt = rough * DOUBT;
  isDoubtful = rough + (correction - doubt) != rough + (correction + doubt);
  return rough + correction;
}

/** Digits with at most one dot, up to 24 characters: sets mantissa and decimals. */
function readMantissa(from: usize, to: usize): bool {
  const length = <u32>(to - from);
  if (length - 1 >= 24) return false;
  const v = i8x16.sub(v128.load(from), v128.load(VECTORS));
  const digits = <u32>i8x16.bitmask(i8x16.le_u(v, v128.load(VECTORS, 16)));
  const dots = <u32>i8x16.bitmask(i8x16.eq(v, v128.load(VECTORS, 32)));
  const tens = v128.load(VECTORS, 48);
  const lowBytes = v128.load(VECTORS, 64);
  const hundreds = v128.load(VECTORS, 80);
  const tenThousands = v128.load(VECTORS, 96);
  if (length <= 16) {
    const end: u32 = 1 << length;
    const own = digits & (end - 1);
    const ownDots = dots & (end - 1);
    const dot = ctz(ownDots | end);
    if ((own ^ (end - 1)) != (ownDots & (0 - ownDots)) || own == 0) return false;
    const order = v128.load(<usize>((length << 5) + dot) << 4, DIGIT_SHUFFLES);
    mantissa = digits16(i8x16.swizzle(v, order), tens, lowBytes, hundreds, tenThousands);
    decimals = <i32>popcnt(own >> dot);
    return true;
  }
  const dot = ctz(dots | 0x10000);
  const more = length - 16;
  const shift = <u64>(64 - (more << 3));
  const tail = ((load<u64>(to - 8) ^ 0x3030303030303030) >> shift) << shift;
  if ((digits ^ 0xffff) != (dots & (0 - dots)) || dots == 0) return false;
  if (((tail + 0x7676767676767676) | tail) & 0x8080808080808080) return false;
  const order = v128.load(<usize>((16 << 5) + dot) << 4, DIGIT_SHUFFLES);
  const head = digits16(i8x16.swizzle(v, order), tens, lowBytes, hundreds, tenThousands);
  if (head >= load<i64>(<usize>more << 3, HEAD_LIMITS)) return false;
  mantissa = head * load<i64>(<usize>more << 3, INTEGER_POWERS) + digits8(tail);
  decimals = <i32>(length - dot) - 1;
  return true;
}

/** Texts that the loop does not take: exponents, whatever people send. @returns NaN when it is no finite number */
function oddNumber(column: i32, from: usize, to: usize): f64 {
  const isNegative = load<u8>(from) == 45;
  const start = from + <usize>isNegative;
  let end = to;
  let exponent = 0;
  // e-7, e+21, e-12: what programs print; other exponents are rare.
  const last = <i32>load<u8>(to - 1) - 48;
  const second = <i32>load<u8>(to - 2);
  const third = <i32>load<u8>(to - 3);
  if ((third | 32) == 101 && (second == 45 || second == 43) && <u32>last < 10) {
    exponent = second == 45 ? -last : last;
    end = to - 3;
  } else if (
    (<i32>load<u8>(to - 4) | 32) == 101 &&
    (third == 45 || third == 43) &&
    <u32>last < 10 &&
    <u32>(second - 48) < 10
  ) {
    exponent = (second - 48) * 10 + last;
    if (third == 45) exponent = -exponent;
    end = to - 4;
  }
  if (end > start && readMantissa(start, end)) {
    const k = decimals - exponent;
    let value: f64 = 0;
    isDoubtful = false;
    if (mantissa <= LARGEST_EXACT && k >= -22 && k <= 22) {
      if (k < 0) value = <f64>mantissa * load<f64>(<usize>(-k) << 3, POWERS);
      else value = <f64>mantissa / load<f64>(<usize>k << 3, POWERS);
    } else if (k >= 0 && k <= LARGEST_POWER) value = quotient(mantissa, k);
    else isDoubtful = true;
    if (!isDoubtful) return isNegative ? -value : value;
  }
  return askHost(column, from, to);
}

/** @returns the address behind the value, or the same one when there is none */
function putOdd(column: i32, from: usize, to: usize, into: usize): usize {
  if (from == to) {
    const empty = <usize>load<u32>(descriptorOf(column), COLUMN_TOTALS) + bank + TOTAL_EMPTY;
    store<u32>(empty, load<u32>(empty) + 1);
    return into;
  }
  const value = oddNumber(column, from, to);
  if (value != value) return into;
  store<f64>(into, value);
  return into + 8;
}

/** Rows whose cells were empty, and those whose cells are no numbers, one bit each: of the column that was read last. */
export let emptyRows: u64 = 0;
export let oddRows: u64 = 0;

/** NaN where there is no number. @returns the address behind it */
function putEveryOdd(column: i32, from: usize, to: usize, into: usize, row: u64): usize {
  let value = NaN;
  if (from == to) emptyRows |= (<u64>1) << row;
  else {
    value = oddNumber(column, from, to);
    if (value != value) oddRows |= (<u64>1) << row;
  }
  store<f64>(into, value);
  return into + 8;
}

@inline
function putOther(column: i32, from: usize, to: usize, into: usize, start: usize, isEvery: bool): usize {
  return isEvery
    ? putEveryOdd(column, from, to, into, <u64>((into - start) >> 3))
    : putOdd(column, from, to, into);
}

/** @param isEvery a number for every row, NaN where there is none, instead of finite ones only */
@inline
function readAll(column: i32, slots: usize, rows: i32, target: usize, isEvery: bool): usize {
  const zeros = v128.load(VECTORS);
  const nine = v128.load(VECTORS, 16);
  const point = v128.load(VECTORS, 32);
  const tens = v128.load(VECTORS, 48);
  const lowBytes = v128.load(VECTORS, 64);
  const hundreds = v128.load(VECTORS, 80);
  const tenThousands = v128.load(VECTORS, 96);
  const step = rowBytes;
  const lastSlot = slots + step * <usize>rows;
  let into = target;
  for (let slot = slots; slot < lastSlot; slot += step) {
    const from = <usize>load<u32>(slot);
    const to = <usize>load<u32>(slot, 4) - 1;
    const isNegative = <u32>(load<u8>(from) == 45);
    const start = from + <usize>isNegative;
    const length = <u32>(to - start);
    const v = i8x16.sub(v128.load(start), zeros);
    const digits = <u32>i8x16.bitmask(i8x16.le_u(v, nine));
    const dots = <u32>i8x16.bitmask(i8x16.eq(v, point));
    let value: f64;
    if (length <= 16) {
      const end: u32 = 1 << length;
      const own = digits & (end - 1);
      const ownDots = dots & (end - 1);
      const dot = ctz(ownDots | end);
      if ((own ^ (end - 1) ^ (ownDots & (0 - ownDots))) | <u32>(own == 0)) {
        into = putOther(column, from, to, into, target, isEvery);
        continue;
      }
      const order = v128.load(<usize>((length << 5) + dot) << 4, DIGIT_SHUFFLES);
      const m = digits16(i8x16.swizzle(v, order), tens, lowBytes, hundreds, tenThousands);
      const k = popcnt(own >> dot);
      if (m > LARGEST_EXACT) {
        into = putOther(column, from, to, into, target, isEvery);
        continue;
      }
      value = <f64>m / load<f64>(<usize>k << 3, POWERS);
    } else {
      const dot = ctz(dots | 0x10000);
      const more = (length - 16) & 15;
      const shift = <u64>(64 - (more << 3));
      const tail = ((load<u64>(to - 8) ^ 0x3030303030303030) >> shift) << shift;
      const order = v128.load(<usize>((16 << 5) + dot) << 4, DIGIT_SHUFFLES);
      const head = digits16(i8x16.swizzle(v, order), tens, lowBytes, hundreds, tenThousands);
      // One branch for all that may be wrong: the parts would each be guessed by the processor.
      const wrong =
        <u64>((digits ^ 0xffff) ^ (dots & (0 - dots))) |
        (((tail + 0x7676767676767676) | tail) & 0x8080808080808080) |
        <u64>(dots == 0) |
        <u64>(length > 24) |
        <u64>(head >= load<i64>(<usize>more << 3, HEAD_LIMITS));
      if (wrong) {
        into = putOther(column, from, to, into, target, isEvery);
        continue;
      }
      const m = head * load<i64>(<usize>more << 3, INTEGER_POWERS) + digits8(tail);
      value = quotient(m, <i32>(length - dot) - 1);
      if (isDoubtful) {
        into = putOther(column, from, to, into, target, isEvery);
        continue;
      }
    }
    store<u64>(into, reinterpret<u64>(value) ^ (<u64>isNegative << 63));
    into += 8;
  }
  return into;
}

/**
 * The finite numbers of a column, in the order of the rows.
 * @param slots where the first row says where its field starts; the next slot, less one, is where it ends
 * @returns how many stand in `values`
 */
export function readNumbers(column: i32, slots: usize, rows: i32): i32 {
  return <i32>((readAll(column, slots, rows, values, false) - values) >> 3);
}

/** A number for each of up to 64 rows, NaN where there is none: see emptyRows and oddRows. */
export function readEveryNumber(column: i32, slots: usize, rows: i32, into: usize): void {
  emptyRows = 0;
  oddRows = 0;
  readAll(column, slots, rows, into, true);
}

/** The same for integers: a sign and up to 15 digits; others are asked of the host. */
export function readEveryInteger(column: i32, slots: usize, rows: i32, into: usize): void {
  const step = rowBytes;
  let slot = slots;
  emptyRows = 0;
  oddRows = 0;
  for (let row = 0; row < rows; row++, slot += step) {
    const from = <usize>load<u32>(slot);
    const to = <usize>load<u32>(slot, 4) - 1;
    const isNegative = <u32>(load<u8>(from) == 45);
    const start = from + <usize>isNegative;
    const length = <u32>(to - start);
    const v = i8x16.sub(v128.load(start), v128.load(VECTORS));
    const end: u32 = 1 << (length & 15);
    const digits = <u32>i8x16.bitmask(i8x16.le_u(v, v128.load(VECTORS, 16)));
    let value = NaN;
    if (length - 1 < 15 && (digits & (end - 1)) == end - 1) {
      const order = v128.load(<usize>((length << 5) + length) << 4, DIGIT_SHUFFLES);
      const digit = i8x16.swizzle(v, order);
      const whole = <f64>digits16(
        digit,
        v128.load(VECTORS, 48),
        v128.load(VECTORS, 64),
        v128.load(VECTORS, 80),
        v128.load(VECTORS, 96),
      );
      value = isNegative ? -whole : whole;
    } else if (from == to) emptyRows |= (<u64>1) << row;
    else {
      value = askHost(column, from, to);
      if (value != value) oddRows |= (<u64>1) << row;
    }
    store<f64>(into + (<usize>row << 3), value);
  }
}
