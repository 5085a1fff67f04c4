import { totalOf } from './add-counts.ts';
import { BitReader } from './bit-reader.ts';
import type { CategorySketch } from './category-sketch.ts';
import { readAllCounts, readCounts } from './counts-code.ts';
import { crc32 } from './crc32.ts';
import type { FeatureSketch } from './feature-sketch.ts';
import { MOST_HITTERS } from './heavy-hitters.ts';
import { emptyRegisters, HIGHEST_RANK, REGISTERS } from './hyper-log-log.ts';
import { fromOrderedCounts, LOG_CELLS } from './log-histogram.ts';
import type { NumberSketch } from './number-sketch.ts';
import type { WindowSketch } from './window-sketch.ts';
import { FORMAT, MAGIC } from './write-sketch.ts';

/** Bits before the columns of any format, and the check behind them. */
const [HEAD_BYTES, CHECK_BYTES] = [MAGIC.length + 1, 4];
/** Of one sketch, together: what damaged bytes claim must not take more memory than an honest sketch may. */
const MOST_BINS = 4_000_000;
const MOST_REASONS = 1000;

/**
 * The sketch that bytes hold, of this or an older format.
 * @param where what errors name as the place, such as the object's key
 * @throws BadSketchError when the bytes are no sketch, damaged, or of a newer format
 */
export function readSketch(bytes: Uint8Array, where: string): WindowSketch {
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECK_BYTES));
  const reader = new BitReader(body, where);
  if (body.length < HEAD_BYTES) reader.fail(`${bytes.length} bytes`, `${HEAD_BYTES + CHECK_BYTES} or more`);
  if (MAGIC.some((byte) => reader.read(8) !== byte)) reader.fail('other bytes', 'bytes that begin with GYSK');
  const format = reader.read(8);
  if (format !== FORMAT)
    reader.fail(`format ${format}`, `formats 1 to ${FORMAT}; newer ones need a newer Gyre`);
  const check = new DataView(bytes.buffer, bytes.byteOffset + body.length).getUint32(0);
  if (check !== crc32(body)) reader.fail('bytes that their checksum contradicts', 'whole sketches');
  return readBody(reader);
}

/** @param reader behind the format; its errors, and no others, are thrown */
function readBody(reader: BitReader): WindowSketch {
  const baseline = reader.readText();
  const [records, rows, duplicates] = [reader.readNumber(), reader.readNumber(), reader.readNumber()];
  const badRecords = readNamedCounts(reader, MOST_REASONS);
  const budget = { bins: MOST_BINS };
  const features = readColumns(reader, budget);
  const predictions = readColumns(reader, budget);
  reader.finish();
  return { baseline, features, predictions, coverage: { records, rows, duplicates, badRecords } };
}

function readColumns(reader: BitReader, budget: { bins: number }): FeatureSketch[] {
  const columns: FeatureSketch[] = [];
  for (let left = reader.readNumber(); left > 0; left -= 1) {
    const isNumber = reader.read(1) === 0;
    const length = reader.readNumber();
    // Every column has a bin for missing rows and one before it.
    if (length < 2) reader.fail(`a column of ${length} bins`, '2 or more');
    budget.bins -= length + REGISTERS;
    if (budget.bins < 0) reader.fail('columns of too many bins', `${MOST_BINS} bins together`);
    const bins = readAllCounts(reader, length);
    columns.push(isNumber ? readNumber(reader, bins) : readCategory(reader, bins));
  }
  return columns;
}

function readNumber(reader: BitReader, bins: Float64Array): NumberSketch {
  const [empty, infinite] = [reader.readNumber(), reader.readNumber()];
  const cells = readCounts(reader, LOG_CELLS);
  const count = totalOf(cells.counts);
  const withoutValue = bins[bins.length - 1] ?? 0;
  const missing = { empty, notANumber: withoutValue - empty };
  if (missing.notANumber < 0 || totalOf(bins) - withoutValue !== count + infinite)
    reader.fail('counts that contradict each other', 'every row in one bin');
  const own = { bins, cells: fromOrderedCounts(cells), count, missing, infinite };
  if (count === 0)
    return { kind: 'number', ...own, least: Infinity, greatest: -Infinity, sum: 0, squares: 0 };
  const [least, greatest] = [reader.readDouble(), reader.readDouble()];
  if (!Number.isFinite(least) || !Number.isFinite(greatest) || least > greatest)
    reader.fail(`values from ${least} to ${greatest}`, 'finite ones, the least first');
  return { kind: 'number', ...own, least, greatest, sum: reader.readDouble(), squares: reader.readDouble() };
}

function readCategory(reader: BitReader, bins: Float64Array): CategorySketch {
  const registers = emptyRegisters();
  const ranks = readCounts(reader, REGISTERS);
  if (ranks.counts.some((rank) => rank > HIGHEST_RANK))
    reader.fail('a rank too high', `${HIGHEST_RANK} at most`);
  registers.set(ranks.counts, ranks.start);
  const error = reader.readNumber();
  const counts = readNamedCounts(reader, MOST_HITTERS);
  if (totalOf([...counts.values()]) + error > (bins[bins.length - 2] ?? 0))
    reader.fail('more unknown values than rows with one', 'every row in one bin');
  return { kind: 'category', bins, registers, unknown: { counts, error } };
}

function readNamedCounts(reader: BitReader, most: number): Map<string, number> {
  const size = reader.readNumber();
  if (size > most) reader.fail(`${size} names`, `${most} at most`);
  const counts = new Map<string, number>();
  for (let left = size; left > 0; left -= 1) {
    const name = reader.readText();
    counts.set(name, reader.readNumber());
  }
  if (counts.size < size) reader.fail('a name twice', 'each name once');
  return counts;
}
