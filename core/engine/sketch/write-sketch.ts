import type { CategorySketch } from './category-sketch.ts';
import { BitWriter } from './bit-writer.ts';
import { writeCounts } from './counts-code.ts';
import { crc32 } from './crc32.ts';
import type { FeatureSketch } from './feature-sketch.ts';
import { byCount } from './heavy-hitters.ts';
import { orderedCounts } from './log-histogram.ts';
import type { NumberSketch } from './number-sketch.ts';
import type { WindowSketch } from './window-sketch.ts';

/**
 * The bytes of a window's sketch: what is stored, and what goes from one machine to another.
 *
 *     "GYSK", format (1 byte), what follows as bits, CRC-32 of all before it (4 bytes, the highest first)
 *
 * Bits of format 1: baseline; records, rows, duplicates; the number of reasons, and each with its count; the number of
 * features and of predictions, and each column: 0 and a number's, or 1 and a category's. The same sketch gives the same
 * bytes. A change of the bits gets another format number, and read-sketch.ts keeps reading the old ones.
 */
export const MAGIC = [0x47, 0x59, 0x53, 0x4b] as const;
export const FORMAT = 1;

export function writeSketch({ baseline, features, predictions, coverage }: WindowSketch): Uint8Array {
  const writer = new BitWriter();
  for (const byte of [...MAGIC, FORMAT]) writer.write(byte, 8);
  writer.writeText(baseline);
  const { records, rows, duplicates, badRecords } = coverage;
  for (const count of [records, rows, duplicates]) writer.writeNumber(count);
  writeNamedCounts(writer, badRecords);
  for (const columns of [features, predictions]) {
    writer.writeNumber(columns.length);
    for (const column of columns) writeColumn(writer, column);
  }
  const body = writer.finish();
  const bytes = new Uint8Array(body.length + 4);
  bytes.set(body);
  new DataView(bytes.buffer).setUint32(body.length, crc32(body));
  return bytes;
}

function writeColumn(writer: BitWriter, column: FeatureSketch): void {
  writer.write(column.kind === 'number' ? 0 : 1, 1);
  writer.writeNumber(column.bins.length);
  writeCounts(writer, column.bins);
  if (column.kind === 'number') writeNumber(writer, column);
  else writeCategory(writer, column);
}

/** The number of finite values is the sum of the cells, and the missing ones that are no number the rest of their bin. */
function writeNumber(writer: BitWriter, { cells, missing, infinite, ...column }: NumberSketch): void {
  for (const count of [missing.empty, infinite]) writer.writeNumber(count);
  writeCounts(writer, orderedCounts(cells));
  if (column.count === 0) return;
  for (const value of [column.least, column.greatest, column.sum, column.squares]) writer.writeDouble(value);
}

function writeCategory(writer: BitWriter, { registers, unknown }: CategorySketch): void {
  writeCounts(writer, registers);
  writer.writeNumber(unknown.error);
  writeNamedCounts(writer, unknown.counts);
}

function writeNamedCounts(writer: BitWriter, counts: ReadonlyMap<string, number>): void {
  writer.writeNumber(counts.size);
  for (const [name, count] of byCount(counts)) {
    writer.writeText(name);
    writer.writeNumber(count);
  }
}
