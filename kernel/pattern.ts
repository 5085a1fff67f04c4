/**
 * One record, compared with the pattern that the host has learned: literals with holes between. A step that does not
 * fit leads to its alternative, so that records with and without custom attributes share one pattern. Whatever fits
 * no step is left to the host, whole; nothing has been counted by then.
 */
import {
  HOLE_ANSWER,
  HOLE_ATTRIBUTE,
  HOLE_CELL,
  HOLE_END,
  HOLE_EVENT_ID,
  HOLE_INPUT,
  HOLE_INPUT_BASE64,
  HOLE_OUTPUT,
  HOLE_OUTPUT_BASE64,
  HOLE_SCALAR,
  HOLE_STRINGS,
  HOLE_TEXT,
  HOLE_TIME,
  HOLE_TIMES,
  HOUR_KEY,
  RECORD_BYTES,
  STEP_HOLE,
  STEP_LENGTH,
  STEP_LITERAL,
  STEP_NEXT,
  STEP_OTHERWISE,
} from '../core/engine/kernel/layout';
import { decodeBase64 } from './base64';
import { isSame, maskOf, nextStop } from './bytes';
import {
  findRow,
  forgetFound,
  found,
  isFull,
  readPlainAnswers,
  readPlainRows,
  readQuotedAnswers,
  readQuotedRows,
} from './fields';
import { hashId } from './ids';
import { copyScalar, readScalar, scalarLength } from './scalars';
import {
  columns,
  fields,
  firstStep,
  RECORD_EARLIEST,
  RECORD_FIRST_ROW,
  RECORD_LATEST,
  RECORD_ROWS,
  records,
  rowBytes,
  scratch,
  scratchEnd,
} from './state';

/** Where another hour stands than the one that is counted; 0 when that was not the reason. */
export let otherHour: usize = 0;
/** The block has no room left for the record, or its decoded payload. */
export let isBlockFull: bool = false;
/** The first free byte of scratch. */
let decoded: usize = 0;
/** Features of the record that were read one by one. */
let cells: i32 = 0;
/** The moment that was read last, and those of the record's rows: digits of minute, second and millisecond, in order. */
let moment: u64 = 0;
let earliest: u64 = 0;
let latest: u64 = 0;

export function startBlock(): void {
  decoded = scratch;
}

/** `:MM:SSZ"` or `:MM:SS.mmmZ"` behind the hour; every other spelling of a time is the host's. */
@inline
function isRestOfTime(at: usize): usize {
  const rest = load<u64>(at);
  // Colon, 0-5, 0-9, colon, 0-5, 0-9, then either what ends the time or a dot.
  const digits = rest ^ 0x00003030_3a30303a;
  const wrong = ((digits + 0x0000767a7f767a7f) | digits) & 0x0000808080808080;
  if (wrong) return 0;
  moment = (bswap(digits) >> 16) << 24;
  const end = <u32>(rest >> 48);
  if (end == 0x225a) return at + 7;
  if ((end & 0xff) != 0x2e || load<u16>(at + 10) != 0x225a) return 0;
  const milliseconds = load<u32>(at + 7) & 0xffffff;
  const thousandths = milliseconds ^ 0x303030;
  moment |= <u64>(bswap(thousandths) >> 8);
  return ((thousandths + 0x767676) | thousandths) & 0x808080 ? 0 : at + 11;
}

/** @returns the closing quote of a time within the hour that is counted, or 0 */
function readTime(from: usize, isFirst: bool): usize {
  if (!isSame(from, HOUR_KEY, 13)) {
    if (isFirst) otherHour = from;
    return 0;
  }
  const stop = isRestOfTime(from + 13);
  if (isFirst || moment < earliest) earliest = moment;
  if (isFirst || moment > latest) latest = moment;
  return stop;
}

/** Strings with commas between, up to the closing bracket: one a row. */
function readStrings(from: usize, areTimes: bool): usize {
  let at = from;
  let n = 0;
  while (true) {
    if (load<u8>(at) != 34) return 0;
    const stop = areTimes ? readTime(at + 1, n == 0) : nextStop(at + 1);
    if (stop == 0 || load<u8>(stop) != 34) return 0;
    const behind = load<u8>(stop + 1);
    if (behind == 93) return n + 1 == found ? stop + 1 : 0;
    if (behind != 44) return 0;
    at = stop + 2;
    n++;
  }
}

/** A text that says nothing of purpose or event time: neither word's beginning stands in it. */
function readAttribute(from: usize): usize {
  const stop = nextStop(from);
  for (let at = from; at < stop; at += 64) {
    const purposes = maskOf(at, i8x16.splat(112)) & maskOf(at + 1, i8x16.splat(117));
    const events = maskOf(at, i8x16.splat(101)) & maskOf(at + 1, i8x16.splat(118));
    const inside = stop - at < 64 ? ((<u64>1) << <u64>(stop - at)) - 1 : ~(<u64>0);
    if ((purposes | events) & inside) return 0;
  }
  return stop;
}

/** Ids of other than plain characters are the host's, which reads them as text. */
@inline
function readId(from: usize, record: usize): usize {
  const stop = nextStop(from);
  const length = stop - from;
  if (length == 0 || length > 128) return 0;
  for (let at = from; at < stop; at += 16) {
    const beyond = <u32>i8x16.bitmask(v128.load(at));
    const inside: u32 = stop - at < 16 ? ((<u32>1) << <u32>(stop - at)) - 1 : 0xffff;
    if (beyond & inside) return 0;
  }
  store<u64>(record, hashId(from, length));
  return stop;
}

/** Decodes a payload behind what the block has decoded already. */
function decodePayload(from: usize, stop: usize): usize {
  if (decoded + (stop - from) + 128 > scratchEnd) {
    isBlockFull = true;
    return 0;
  }
  return decodeBase64(from, stop, decoded);
}

/** Reads a value of a JSON body into the slots of a field: where it starts, and where the one behind it would. */
function readInto(slot: usize, from: usize): usize {
  const behind = readScalar(from);
  if (behind == 0) return 0;
  if (decoded + scalarLength() + 128 > scratchEnd) {
    isBlockFull = true;
    return 0;
  }
  store<u32>(slot, <u32>decoded);
  decoded = copyScalar(decoded);
  store<u32>(slot, <u32>decoded, 4);
  return behind;
}

function readCell(from: usize, rows: i32): usize {
  if (cells == columns) return 0;
  const slot = fields + rowBytes * <usize>rows + (<usize>cells << 2);
  cells++;
  if (cells == columns) findRow();
  return readInto(slot, from);
}

function readAnswer(from: usize, rows: i32): usize {
  if (found != 1) return 0;
  const slot = fields + rowBytes * <usize>rows + (<usize>(columns + 1) << 2);
  return readInto(slot, from);
}

/**
 * @param rows how many the block has; @param n how many records
 * @returns the next record's address, or 0 when this one is not taken
 */
export function readRecord(from: usize, rows: i32, n: i32): usize {
  const record = records + <usize>n * RECORD_BYTES;
  const before = decoded;
  otherHour = 0;
  isBlockFull = false;
  forgetFound();
  cells = 0;
  const next = follow(from, rows, record);
  // Without a row where too few values were read, one by one.
  if (next == 0 || found == 0) {
    decoded = before;
    isBlockFull = isBlockFull || isFull;
    return 0;
  }
  store<u32>(record, rows, RECORD_FIRST_ROW);
  store<u32>(record, found, RECORD_ROWS);
  store<u64>(record, earliest, RECORD_EARLIEST);
  store<u64>(record, latest, RECORD_LATEST);
  return next;
}

function follow(from: usize, rows: i32, record: usize): usize {
  let step = firstStep;
  let at = from;
  if (!step) return 0;
  while (true) {
    while (!isSame(at, <usize>load<u32>(step, STEP_LITERAL), <usize>load<u32>(step, STEP_LENGTH))) {
      step = <usize>load<u32>(step, STEP_OTHERWISE);
      if (!step) return 0;
    }
    at += <usize>load<u32>(step, STEP_LENGTH);
    const hole = load<i32>(step, STEP_HOLE);
    if (hole == HOLE_INPUT) {
      at = readQuotedRows(at, rows);
      if (found == 0) return 0;
    } else if (hole == HOLE_OUTPUT) at = readQuotedAnswers(at, rows);
    else if (hole == HOLE_EVENT_ID) at = readId(at, record);
    else if (hole == HOLE_TIME) at = readTime(at, true);
    else if (hole == HOLE_TEXT) at = nextStop(at);
    else if (hole == HOLE_ATTRIBUTE) at = readAttribute(at);
    else if (hole == HOLE_END) {
      if (load<u8>(at) == 13) at++;
      return load<u8>(at) == 10 ? at + 1 : 0;
    } else if (hole == HOLE_STRINGS) at = readStrings(at, false);
    else if (hole == HOLE_TIMES) at = readStrings(at, true);
    else if (hole == HOLE_CELL) at = readCell(at, rows);
    else if (hole == HOLE_ANSWER) at = readAnswer(at, rows);
    else if (hole == HOLE_SCALAR) at = readScalar(at);
    else {
      const stop = nextStop(at);
      const end = decodePayload(at, stop);
      if (end == 0) return 0;
      if (hole == HOLE_INPUT_BASE64) {
        if (!readPlainRows(decoded, end, rows) || found == 0) return 0;
      } else if (hole == HOLE_OUTPUT_BASE64) {
        if (!readPlainAnswers(decoded, end, rows)) return 0;
      }
      // The next text is decoded behind this one, with a margin that a block's widest loads may read.
      decoded = end + 32;
      at = stop;
    }
    if (at == 0) return 0;
    step = <usize>load<u32>(step, STEP_NEXT);
  }
}
