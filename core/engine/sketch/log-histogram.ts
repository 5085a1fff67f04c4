/**
 * Counts of numbers in cells that a float's own bits name: sign, exponent and the first 5 bits of the mantissa, so
 * 32 cells an octave. No bound has to be known beforehand, every sketch has the same cells, and merging is addition.
 *
 * Cell of a positive value: `(exponent + 64) * 32 + mantissa bits`, 0 to 4095, where smaller values than 2^-64 are in
 * cell 0 and larger ones than 2^64 in cell 4095; of a negative value 4096 more than of its opposite; of zero 8192.
 * An octave without a value takes no memory.
 */
export interface LogHistogram {
  /** By cell >>> 5: 32 counts, or nothing where all are zero. Integers below 2^53. */
  readonly octaves: (Float64Array | undefined)[];
}

export const CELLS_PER_OCTAVE = 32;
const SIDE_CELLS = 4096;
export const ZERO_CELL = 2 * SIDE_CELLS;
/** Cells of both sides, and that of zero. */
export const LOG_CELLS = ZERO_CELL + 1;
/** The exponent -64 as a float holds it, with 5 bits of mantissa behind. */
const LOWEST_BITS = (1023 - 64) * CELLS_PER_OCTAVE;

const BITS = new DataView(new ArrayBuffer(8));

export function emptyLogHistogram(): LogHistogram {
  return { octaves: new Array<Float64Array | undefined>(ZERO_CELL / CELLS_PER_OCTAVE + 1).fill(undefined) };
}

/**
 * @param value finite
 * @example [logCell(1), logCell(-1), logCell(0), logCell(1.99)] // [2048, 6144, 8192, 2079]
 */
export function logCell(value: number): number {
  if (value === 0) return ZERO_CELL;
  BITS.setFloat64(0, value);
  const high = BITS.getUint32(0);
  const place = ((high & 0x7fffffff) >>> 15) - LOWEST_BITS;
  const cell = Math.max(0, Math.min(SIDE_CELLS - 1, place));
  return high >>> 31 === 1 ? SIDE_CELLS + cell : cell;
}

/** Counts in one cell, in place. */
export function addToCell({ octaves }: LogHistogram, cell: number, times: number): void {
  const octave = (octaves[cell >>> 5] ??= new Float64Array(CELLS_PER_OCTAVE));
  const place = cell & (CELLS_PER_OCTAVE - 1);
  octave[place] = (octave[place] ?? 0) + times;
}

/** Adds one histogram to another, in place. */
export function addLogHistogram(to: LogHistogram, from: LogHistogram): void {
  from.octaves.forEach((counts, octave) => {
    counts?.forEach((times, place) => {
      if (times > 0) addToCell(to, octave * CELLS_PER_OCTAVE + place, times);
    });
  });
}

/**
 * All cells in the order of their values: the most negative first, zero in the middle, the largest last.
 * @returns LOG_CELLS counts
 */
export function orderedCounts({ octaves }: LogHistogram): Float64Array {
  const ordered = new Float64Array(LOG_CELLS);
  octaves.forEach((counts, octave) => {
    counts?.forEach((times, place) => {
      if (times > 0) ordered[placeOfCell(octave * CELLS_PER_OCTAVE + place)] = times;
    });
  });
  return ordered;
}

/** The opposite of orderedCounts, of counts from a place on. */
export function fromOrderedCounts({
  start,
  counts,
}: {
  readonly start: number;
  readonly counts: Float64Array;
}): LogHistogram {
  const histogram = emptyLogHistogram();
  counts.forEach((times, at) => {
    if (times > 0) addToCell(histogram, cellAtPlace(start + at), times);
  });
  return histogram;
}

/**
 * Between which values a cell lies.
 * @returns from the bound nearer to zero to the other one, not included; the outermost cells reach to infinity
 * @example cellBounds(2048) // { inner: 1, outer: 1.03125 }
 */
export function cellBounds(cell: number): { readonly inner: number; readonly outer: number } {
  if (cell === ZERO_CELL) return { inner: 0, outer: 0 };
  const sign = cell < SIDE_CELLS ? 1 : -1;
  const place = cell & (SIDE_CELLS - 1);
  const inner = place === 0 ? 0 : boundOf(place);
  return { inner: sign * inner, outer: sign * (place === SIDE_CELLS - 1 ? Infinity : boundOf(place + 1)) };
}

/** Where the cells of a side begin. */
function boundOf(place: number): number {
  return (
    (1 + (place % CELLS_PER_OCTAVE) / CELLS_PER_OCTAVE) * 2 ** (Math.floor(place / CELLS_PER_OCTAVE) - 64)
  );
}

function placeOfCell(cell: number): number {
  if (cell === ZERO_CELL) return SIDE_CELLS;
  return cell < SIDE_CELLS ? SIDE_CELLS + 1 + cell : ZERO_CELL - 1 - cell;
}

/** @example cellAtPlace(4096) // 8192 */
export function cellAtPlace(place: number): number {
  if (place === SIDE_CELLS) return ZERO_CELL;
  return place > SIDE_CELLS ? place - SIDE_CELLS - 1 : ZERO_CELL - 1 - place;
}
