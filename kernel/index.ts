/**
 * The capture kernel: lines of captures in, counters out. The host puts whole lines into memory and calls run(); what
 * the kernel does not take goes back to the host one record at a time, in the order of the file, so that both count
 * into the same words in the same order.
 *
 * Records are collected to a block and then counted column by column: branches of one column are alike, and its tables
 * stay in the nearest cache.
 */
import {
  COLUMN_KIND,
  KIND_CATEGORY,
  KIND_NUMBER,
  MOMENTS,
  RECORD_BYTES,
} from '../core/engine/kernel/layout';
import { countNumbers } from './bins';
import { lineEnd } from './bytes';
import { categoryPlace, countCategories } from './categories';
import { found } from './fields';
import { beginForeign, hashId, isForeignKnown, meet, readIdConfiguration, touchSlots } from './ids';
import { readNumbers } from './numbers';
import { isBlockFull, otherHour, readRecord, startBlock } from './pattern';
import {
  blockRows,
  columns,
  descriptorOf,
  fields,
  readConfiguration,
  RECORD_EARLIEST,
  RECORD_FIRST_ROW,
  RECORD_LATEST,
  RECORD_ROWS,
  records,
  rowBytes,
  setBank,
  setPattern,
} from './state';

export { categoryPlace, setBank, setPattern };

/** Another hour: the host chooses its counters by setBank, and says whether it could. */
// @ts-ignore: decorator
@external('host', 'enter')
declare function enterHour(at: usize): bool;

/** A record that the kernel does not take, without its line feed. */
// @ts-ignore: decorator
@external('host', 'record')
declare function giveRecord(from: usize, to: usize): void;

let taken: u32 = 0;
let repeated: u32 = 0;

/** Records that the kernel took, repeated ones among them. */
export function takenRecords(): u32 {
  return taken;
}

export function repeatedRecords(): u32 {
  return repeated;
}

export function configure(): void {
  readConfiguration();
  readIdConfiguration();
}

/** For ids of records that the host reads: were they met before? */
export function meetId(from: usize, length: usize): bool {
  return meet(hashId(from, length));
}

/** How many ids of some slots of another counter's table are known here: ids that two readers of one file share. */
export function countKnown(from: usize, n: i32, firstPlace: u32): i32 {
  let known = 0;
  for (let i = 0; i < n; i++)
    if (isForeignKnown(load<u32>(from + (<usize>i << 2)), firstPlace + i)) known++;
  return known;
}

/** Before the first slots of a table. @param start of the run of taken slots that reaches over its end, or 0 */
export function beginTable(start: u32): void {
  beginForeign(start);
}

/** Leaves records out whose ids were met before, closes the gaps and notes the times. @returns the rows that are left */
function withoutRepeated(n: i32): i32 {
  let kept = 0;
  let earliest = load<u64>(MOMENTS);
  let latest = load<u64>(MOMENTS, 8);
  touchSlots(records, n);
  for (let i = 0; i < n; i++) {
    const record = records + <usize>i * RECORD_BYTES;
    const rows = load<i32>(record, RECORD_ROWS);
    if (meet(load<u64>(record))) {
      repeated++;
      continue;
    }
    const first = load<i32>(record, RECORD_FIRST_ROW);
    if (first != kept) {
      memory.copy(fields + rowBytes * <usize>kept, fields + rowBytes * <usize>first, rowBytes * <usize>rows);
    }
    kept += rows;
    const from = load<u64>(record, RECORD_EARLIEST);
    const to = load<u64>(record, RECORD_LATEST);
    earliest = from < earliest ? from : earliest;
    latest = to > latest ? to : latest;
  }
  store<u64>(MOMENTS, earliest);
  store<u64>(MOMENTS, latest, 8);
  return kept;
}

function countBlock(n: i32): void {
  taken += n;
  const rows = withoutRepeated(n);
  if (rows == 0) return;
  for (let column = 0; column <= columns; column++) {
    // The answer stands one slot further: behind the last field is where that one ends.
    const slots = fields + (<usize>(column < columns ? column : column + 1) << 2);
    const kind = load<i32>(descriptorOf(column), COLUMN_KIND);
    if (kind == KIND_NUMBER) countNumbers(column, readNumbers(column, slots, rows));
    else if (kind == KIND_CATEGORY) countCategories(column, slots, rows);
  }
}

/** @param from first line; @param to behind the line feed of the last one */
export function run(from: usize, to: usize): void {
  let at = from;
  let entered: usize = 0;
  while (at < to) {
    let rows = 0;
    let n = 0;
    let next: usize = 0;
    startBlock();
    while (rows < blockRows && at < to) {
      next = readRecord(at, rows, n);
      if (!next) break;
      at = next;
      rows += found;
      n++;
    }
    if (n) countBlock(n);
    if (at >= to || next) continue;
    // Retried once in an empty block, and once with the counters of its hour.
    if (isBlockFull && n) continue;
    if (otherHour && entered != at) {
      entered = at;
      if (enterHour(otherHour)) continue;
    }
    const end = lineEnd(at);
    giveRecord(at, end);
    at = end + 1;
  }
}
