import { binCount } from '#core/monitoring/reference-bins';
import type { FeatureBins } from '../sketch/feature-sketch.ts';
import { LOG_CELLS } from '../sketch/log-histogram.ts';
import { type CategoryTableSize, categoryTableBytes } from './category-table.ts';
import {
  DESCRIPTOR_BYTES,
  EXTRA_SLOTS,
  FREE,
  GRID_CELLS,
  PADDING,
  RECORD_BYTES,
  STEP_BYTES,
  TOTALS_BYTES,
} from './layout.ts';

export interface KernelSizes {
  /** Bytes that are read at a time; a longer line is not the kernel's. */
  readonly chunkBytes: number;
  /** Event ids that are surely remembered; 0 compares none. */
  readonly idCapacity: number;
  /** The first table of ids is kept when the third one is begun. */
  readonly keepsFirstIds: boolean;
  /** Log histograms are counted: 32 KB a column of numbers. */
  readonly withQuantiles: boolean;
}

/** Where the words of a column lie in the first bank. */
export interface ColumnPlaces {
  readonly totals: number;
  readonly counts: number;
  /** 0 without a log histogram. */
  readonly cells: number;
}

/** Addresses of everything, worked out once: the memory never grows, so that views on it stay valid. */
export interface MemoryPlan {
  readonly descriptors: number;
  readonly fields: number;
  readonly values: number;
  readonly records: number;
  readonly steps: number;
  readonly literals: number;
  readonly columns: readonly ColumnPlaces[];
  /** By column: grid, or table of the category. */
  readonly tables: readonly number[];
  readonly blockRows: number;
  readonly mostRows: number;
  readonly firstBank: number;
  readonly bankBytes: number;
  readonly banks: number;
  readonly youngIds: number;
  readonly oldIds: number;
  /** 0 when the first table is not kept. */
  readonly spareIds: number;
  readonly idSlots: number;
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly chunk: number;
  readonly pages: number;
}

/** Of the tag that a slot of an id holds. */
export const ID_BYTES = 4;
export const MOST_STEPS = 512;
export const LITERAL_BYTES = 16_384;
const BLOCK_ROWS = 128;
/** For the slots of one record's rows. */
const MOST_FIELD_BYTES = 1 << 20;
const MOST_BANKS = 4;
const MOST_BANK_BYTES = 16 << 20;
const PAGE = 65_536;

/** @param columns features, and the prediction behind them */
export function planMemory(columns: readonly FeatureBins[], sizes: KernelSizes): MemoryPlan {
  let top = FREE;
  const take = (bytes: number, alignment = 64) => {
    const at = Math.ceil(top / alignment) * alignment;
    top = at + bytes;
    return at;
  };
  const rowBytes = (columns.length - 1 + EXTRA_SLOTS) * 4;
  const mostRows = Math.max(BLOCK_ROWS, Math.min(1024 + BLOCK_ROWS, Math.floor(MOST_FIELD_BYTES / rowBytes)));
  const descriptors = take(columns.length * DESCRIPTOR_BYTES);
  const fields = take(mostRows * rowBytes + 64);
  const values = take(mostRows * 8 + 64);
  const records = take(BLOCK_ROWS * RECORD_BYTES);
  const steps = take(MOST_STEPS * STEP_BYTES);
  const literals = take(LITERAL_BYTES + 64);
  const tables = columns.map((column) => take(tableBytes(column)));
  // Counts and totals first: they are touched by every block, the log histograms here and there.
  const firstBank = take(0);
  const words = columns.map((column) => ({
    totals: take(TOTALS_BYTES, 8),
    counts: take(countBytes(column), 8),
  }));
  const places = columns.map((column, at) => ({
    ...{ totals: 0, counts: 0, ...words[at] },
    cells: column.kind === 'number' && sizes.withQuantiles ? take(LOG_CELLS * 4) : 0,
  }));
  const bankBytes = take(0) - firstBank;
  const banks = Math.max(1, Math.min(MOST_BANKS, Math.floor(MOST_BANK_BYTES / bankBytes)));
  take(bankBytes * (banks - 1));
  // At most three quarters full, so that a search for an absent id is short.
  const idSlots = sizes.idCapacity === 0 ? 0 : 2 ** Math.ceil(Math.log2((sizes.idCapacity * 4) / 3 + 1));
  const youngIds = take(idSlots * ID_BYTES);
  const oldIds = take(idSlots * ID_BYTES);
  const spareIds = sizes.keepsFirstIds ? take(idSlots * ID_BYTES) : 0;
  const scratchBytes = sizes.chunkBytes;
  const scratch = take(scratchBytes + PADDING);
  const chunk = take(sizes.chunkBytes + PADDING, 4096);
  return {
    ...{ descriptors, fields, values, records, steps, literals, columns: places, tables },
    ...{ blockRows: BLOCK_ROWS, mostRows, firstBank, bankBytes, banks, youngIds, oldIds, spareIds, idSlots },
    ...{ scratch, scratchBytes, chunk, pages: Math.ceil(top / PAGE) },
  };
}

/** @returns what the table of a category's values takes */
export function sizeOf(values: readonly string[]): CategoryTableSize {
  // A UTF-16 unit has three bytes at most.
  return { values: values.length, textBytes: values.reduce((total, { length }) => total + length * 3, 0) };
}

function tableBytes(column: FeatureBins): number {
  if (column.kind === 'number') return roundUp(GRID_CELLS + 1) + (column.bins.edges.length + 2) * 8;
  return categoryTableBytes(sizeOf(column.values.values));
}

function countBytes(column: FeatureBins): number {
  return 4 * (column.kind === 'number' ? binCount(column.bins) : column.values.values.length + 2);
}

export function roundUp(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
