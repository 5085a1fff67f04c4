import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import { SmoothCode } from './smooth-code.ts';

/** Counts at places from `start` on; all others are 0. */
export interface CountSpan {
  readonly start: number;
  readonly counts: Float64Array;
}

/** Where fewer than one place in four has a count, zeros are cheaper as gaps. The number is part of the format. */
const SPARSE_BELOW = 1 / 4;

/**
 * Writes counts from the first above 0 to the last: every one of them; or where few are above 0 only these, each after
 * the number of zeros before it.
 * @param counts whole numbers from 0 to LARGEST_COUNT; who reads them has to know how many there are
 */
export function writeCounts(writer: BitWriter, counts: ArrayLike<number>): void {
  const { start, end, above } = extentOf(counts);
  writer.writeNumber(start);
  writer.writeNumber(end - start);
  if (start === end) return;
  const isSparse = above < (end - start) * SPARSE_BELOW;
  writer.write(isSparse ? 1 : 0, 1);
  const [gaps, values] = [new SmoothCode(), new SmoothCode()];
  let next = start;
  for (let at = start; at < end; at += 1) {
    const count = counts[at] ?? 0;
    if (!isSparse) values.write(writer, count);
    else if (count > 0) {
      gaps.write(writer, at - next);
      values.write(writer, count - 1);
      next = at + 1;
    }
  }
}

/**
 * @param length so many counts may there be
 * @throws BadSketchError for what is no list of counts
 */
export function readCounts(reader: BitReader, length: number): CountSpan {
  const [start, used] = [reader.readNumber(), reader.readNumber()];
  if (start + used > length) reader.fail(`${start + used} counts`, `${length} at most`);
  const counts = new Float64Array(used);
  if (used === 0) return { start, counts };
  const isSparse = reader.read(1) === 1;
  const [gaps, values] = [new SmoothCode(), new SmoothCode()];
  for (let at = 0; at < used; at += 1) {
    if (isSparse) {
      at += gaps.read(reader);
      if (at >= used) reader.fail('a count behind the last one', `${used} counts`);
    }
    counts[at] = values.read(reader) + (isSparse ? 1 : 0);
  }
  return { start, counts };
}

/** All counts, those that were not written as 0. */
export function readAllCounts(reader: BitReader, length: number): Float64Array {
  const { start, counts } = readCounts(reader, length);
  const all = new Float64Array(length);
  all.set(counts, start);
  return all;
}

function extentOf(counts: ArrayLike<number>): { start: number; end: number; above: number } {
  let [start, end, above] = [0, 0, 0];
  for (let at = 0; at < counts.length; at += 1) {
    if (counts[at] === 0) continue;
    if (above === 0) start = at;
    end = at + 1;
    above += 1;
  }
  return { start, end, above };
}
