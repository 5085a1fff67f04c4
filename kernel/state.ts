/** What configure() sets, and where counters are: the few words that all parts of the kernel share. */
import {
  CONFIG,
  CONFIG_BLOCK_ROWS,
  CONFIG_COLUMNS,
  CONFIG_DESCRIPTORS,
  CONFIG_FIELDS,
  CONFIG_MOST_ROWS,
  CONFIG_NUMBER,
  CONFIG_RECORDS,
  CONFIG_SCRATCH,
  CONFIG_SCRATCH_BYTES,
  CONFIG_VALUES,
  DESCRIPTOR_BYTES,
  EXTRA_SLOTS,
} from '../core/engine/kernel/layout';

/** Within a record of a block, behind the hash of its id. */
export const RECORD_FIRST_ROW: usize = 8;
export const RECORD_ROWS: usize = 12;
export const RECORD_EARLIEST: usize = 16;
export const RECORD_LATEST: usize = 24;

/** Columns of the input; the answer is one more. */
export let columns: i32 = 0;
/** A block is counted once it has so many rows; one record may bring more, up to mostRows. */
export let blockRows: i32 = 0;
export let mostRows: i32 = 0;
/** A column of numbers, where a line of names shows itself; -1 when lines of names are rows. */
export let numberColumn: i32 = -1;
/** Where the fields of the block's rows start, rowBytes a row. */
export let fields: usize = 0;
export let rowBytes: usize = 0;
export let descriptors: usize = 0;
/** Numbers of one column of the block. */
export let values: usize = 0;
/** Ids and rows of the block's records. */
export let records: usize = 0;
/** The pattern's first step; 0 until a record has been learned. */
export let firstStep: usize = 0;
/** Decoded payloads of the block. */
export let scratch: usize = 0;
export let scratchEnd: usize = 0;
/** How far the counters of the current bank lie behind those of the first. */
export let bank: usize = 0;

export function readConfiguration(): void {
  columns = load<i32>(CONFIG, CONFIG_COLUMNS);
  blockRows = load<i32>(CONFIG, CONFIG_BLOCK_ROWS);
  mostRows = load<i32>(CONFIG, CONFIG_MOST_ROWS);
  fields = load<u32>(CONFIG, CONFIG_FIELDS);
  rowBytes = <usize>(columns + EXTRA_SLOTS) << 2;
  numberColumn = load<i32>(CONFIG, CONFIG_NUMBER);
  descriptors = load<u32>(CONFIG, CONFIG_DESCRIPTORS);
  values = load<u32>(CONFIG, CONFIG_VALUES);
  records = load<u32>(CONFIG, CONFIG_RECORDS);
  scratch = load<u32>(CONFIG, CONFIG_SCRATCH);
  scratchEnd = scratch + load<u32>(CONFIG, CONFIG_SCRATCH_BYTES);
}

/** Something new was learned: records are compared from this step on. */
export function setPattern(step: usize): void {
  firstStep = step;
}

export function setBank(offset: usize): void {
  bank = offset;
}

@inline
export function descriptorOf(column: i32): usize {
  return descriptors + <usize>column * DESCRIPTOR_BYTES;
}
