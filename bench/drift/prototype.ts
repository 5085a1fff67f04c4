import { closeSync, openSync, readSync } from 'node:fs';
import type { FeatureBins } from '#core/engine/sketch/feature-sketch';
import type { WindowBins } from '#core/engine/sketch/window-sketch';
import { PlainTally, type Tally } from './tally.ts';

const INPUT = Buffer.from('"mode":"INPUT","data":"');
const OUTPUT = Buffer.from('"mode":"OUTPUT","data":"');
const [FEED, QUOTE, COMMA, MINUS, DOT, ZERO] = [10, 34, 44, 45, 46, 48];
const CELLS = 1024;
const [FIRST_HASH, HASH_FACTOR] = [0x811c9dc5 | 0, 0x01000193];
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

interface NumberColumn {
  readonly kind: 'number';
  readonly bounds: Float64Array;
  readonly below: Uint16Array;
  readonly lowest: number;
  readonly scale: number;
}

interface CategoryColumn {
  readonly kind: 'category';
  /** Known values by the hash of their bytes, and their bytes to be sure. */
  readonly slots: Int32Array;
  readonly values: readonly Buffer[];
}

type Column = NumberColumn | CategoryColumn;

/**
 * How far plain JavaScript goes: bytes are scanned where they stand, no text is made of numbers, and a grid leads to
 * each bin. Nothing but bins is counted, and only files of the bench are read.
 */
export function prototypeTally(path: string, { features, predictions }: WindowBins): Tally {
  const bins = [...features, ...predictions];
  const tally = new PlainTally(bins);
  const columns = bins.map(columnOf);
  const buffer = Buffer.allocUnsafeSlow(1 << 20);
  const file = openSync(path, 'r');
  let length = 0;
  for (;;) {
    const bytes = readSync(file, buffer, length, buffer.length - length, null);
    if (bytes === 0) break;
    length += bytes;
    const end = buffer.lastIndexOf(FEED, length - 1) + 1;
    for (let at = 0; at < end;) at = countLine(buffer, at, columns, tally);
    buffer.copy(buffer, 0, end, length);
    length -= end;
  }
  closeSync(file);
  return tally;
}

function countLine(buffer: Buffer, from: number, columns: readonly Column[], tally: PlainTally): number {
  let at = buffer.indexOf(INPUT, from) + INPUT.length;
  const last = columns.length - 1;
  for (let column = 0; column < last; column += 1)
    at = countCell(buffer, at, columns[column], tally, column) + 1;
  at = buffer.indexOf(OUTPUT, at) + OUTPUT.length;
  at = countCell(buffer, at, columns[last], tally, last);
  tally.records += 1;
  return buffer.indexOf(FEED, at) + 1;
}

/** @returns where the cell ends */
function countCell(
  buffer: Buffer,
  from: number,
  column: Column | undefined,
  tally: PlainTally,
  place: number,
): number {
  const counts = tally.counts[place];
  if (column === undefined || counts === undefined) return from;
  const end =
    column.kind === 'number'
      ? readNumber(buffer, from, column, counts)
      : readValue(buffer, from, column, counts);
  if (end > 0) return end;
  let at = from;
  while (buffer[at] !== COMMA && buffer[at] !== QUOTE) at += 1;
  tally.add(place, buffer.toString('latin1', from, at));
  return at;
}

/** @returns 0 for what is left to Number: nothing, exponents, more than 18 digits, a doubt about the bin */
function readNumber(buffer: Buffer, from: number, column: NumberColumn, counts: Float64Array): number {
  let at = from;
  const isNegative = buffer[at] === MINUS;
  if (isNegative) at += 1;
  const first = at;
  let mantissa = 0;
  let dot = -1;
  for (; ; at += 1) {
    const byte = buffer[at] ?? 0;
    if (byte >= ZERO && byte <= ZERO + 9) mantissa = mantissa * 10 + (byte - ZERO);
    else if (byte === DOT && dot < 0) dot = at;
    else break;
  }
  const decimals = dot < 0 ? 0 : at - dot - 1;
  const digits = at - first - (dot < 0 ? 0 : 1);
  if ((buffer[at] !== COMMA && buffer[at] !== QUOTE) || digits === 0 || digits > 18 || decimals > 22)
    return 0;
  const size = mantissa / (POWERS[decimals] ?? 1);
  const value = isNegative ? -size : size;
  const bin = binIn(value, column);
  if (mantissa > 2 ** 53) {
    // Not exact: only where no bound is near.
    const near = size * 1e-15;
    if (bin > 0 && value - (column.bounds[bin - 1] ?? 0) <= near) return 0;
    if ((column.bounds[bin] ?? Infinity) - value <= near) return 0;
  }
  counts[bin] = (counts[bin] ?? 0) + 1;
  return at;
}

function readValue(
  buffer: Buffer,
  from: number,
  { slots, values }: CategoryColumn,
  counts: Float64Array,
): number {
  let at = from;
  let hash = FIRST_HASH;
  for (let byte = buffer[at] ?? 0; byte !== COMMA && byte !== QUOTE; byte = buffer[at] ?? 0) {
    hash = Math.imul(hash ^ byte, HASH_FACTOR);
    at += 1;
  }
  for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
    const known = slots[slot] ?? -1;
    if (known < 0) return 0;
    const value = values[known];
    if (value?.length !== at - from) continue;
    let same = 0;
    while (same < value.length && value[same] === buffer[from + same]) same += 1;
    if (same < value.length) continue;
    counts[known] = (counts[known] ?? 0) + 1;
    return at;
  }
}

function binIn(value: number, { bounds, below, lowest, scale }: NumberColumn): number {
  const place = (value - lowest) * scale;
  let bin = below[place > 0 ? (place < CELLS ? place | 0 : CELLS) : 0] ?? 0;
  while (value > (bounds[bin] ?? Infinity)) bin += 1;
  // A value at the lowest bound belongs to the first bin of training.
  return bin === 0 && value === bounds[0] ? 1 : bin;
}

function columnOf(column: FeatureBins): Column {
  if (column.kind === 'category') return categoryOf(column.values.values);
  const { lowest, edges } = column.bins;
  const bounds = Float64Array.from([lowest ?? 0, ...edges]);
  const [first = 0, far = 0] = [bounds[0], bounds[Math.floor(bounds.length * 0.95)]];
  const scale = far > first ? (CELLS - 1) / (far - first) : 0;
  const below = Uint16Array.from({ length: CELLS + 1 }, (_, cell) => {
    const isBelow = (bound: number) =>
      Math.min(CELLS, Math.max(0, Math.floor((bound - first) * scale))) < cell;
    return bounds.reduce((count, bound) => count + (isBelow(bound) ? 1 : 0), 0);
  });
  return { kind: 'number', bounds, below, lowest: first, scale };
}

function categoryOf(texts: readonly string[]): CategoryColumn {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(texts.length * 4))).fill(-1);
  const values = texts.map((text) => Buffer.from(text));
  values.forEach((value, number) => {
    let hash = FIRST_HASH;
    for (const byte of value) hash = Math.imul(hash ^ byte, HASH_FACTOR);
    let slot = hash & (slots.length - 1);
    while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = number;
  });
  return { kind: 'category', slots, values };
}
