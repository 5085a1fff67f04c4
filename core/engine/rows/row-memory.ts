import { type CategoryTableSize, categoryTableBytes } from '../kernel/category-table.ts';
import { DESCRIPTOR_BYTES, EXTRA_SLOTS, FREE, NO_CATEGORY, PADDING } from '../kernel/layout.ts';
import { MOST_VALUES } from '../csv/column-tallies.ts';
import { isNumeric, type ScanColumn } from '../csv/scan-column.ts';
import { ADDED_TOGETHER, BLOCK_ROWS, FIGURES } from './row-layout.ts';

/** Addresses of everything, worked out once: the memory never grows, so that views on it stay valid. */
export interface RowMemory {
  readonly descriptors: number;
  /** Starts of cells, `stride` words a row. */
  readonly fields: number;
  readonly stride: number;
  readonly values: number;
  readonly entries: number;
  /** Where the block's lines start. */
  readonly lines: number;
  readonly figures: number;
  /** Columns that hold numbers, and how many words their list has. */
  readonly numeric: number;
  readonly numericCount: number;
  /** By column; nothing where it holds numbers. */
  readonly tables: readonly (RowTable | undefined)[];
  readonly chunk: number;
  /** Room for lines of it without their quotes. */
  readonly unquoted: number;
  /** Room for rows of it as they are kept. */
  readonly written: number;
  readonly pages: number;
}

export interface RowTable extends CategoryTableSize {
  readonly at: number;
  /** How often each value was counted, u32. */
  readonly counts: number;
}

const PAGE = 65_536;
/** Tables of this size are no longer looked up faster than in the host. */
const MOST_BYTES = 32 << 20;
/** A value that is listed has a few bytes; longer ones wait for their turn in the host. */
const USUAL_VALUE_BYTES = 32;

/**
 * @param domains  by column, how many values are good and their bytes together; nothing where there is no domain
 * @param chunkBytes  of the text that is read at a time
 * @returns undefined when the columns are too many, or the values of one
 */
export function planRowMemory(
  columns: readonly ScanColumn[],
  domains: readonly (CategoryTableSize | undefined)[],
  chunkBytes: number,
): RowMemory | undefined {
  let top = FREE;
  const take = (bytes: number, alignment = 64) => {
    const at = Math.ceil(top / alignment) * alignment;
    top = at + bytes;
    return at;
  };
  const stride = columns.length + EXTRA_SLOTS;
  const numbers = columns.filter(isNumeric).length;
  const numericCount = Math.ceil(numbers / ADDED_TOGETHER) * ADDED_TOGETHER;
  const descriptors = take(columns.length * DESCRIPTOR_BYTES);
  const fields = take((BLOCK_ROWS + 1) * stride * 4);
  const values = take((columns.length + 1) * BLOCK_ROWS * 8);
  const entries = take(columns.length * BLOCK_ROWS * 2);
  const lines = take((BLOCK_ROWS + 1) * 4);
  const figures = take(FIGURES * (columns.length + 1) * 8);
  const numeric = take(numericCount * 4);
  const tables = columns.map((column, at): RowTable | undefined => {
    if (isNumeric(column)) return undefined;
    const size = domains[at] ?? {
      values: MOST_VALUES + 1,
      textBytes: (MOST_VALUES + 1) * USUAL_VALUE_BYTES,
    };
    return { ...size, at: take(categoryTableBytes(size)), counts: take(size.values * 4) };
  });
  // What lies in front of the first cell is looked at, too.
  take(64);
  const chunk = take(chunkBytes + PADDING, 4096);
  const unquoted = take(chunkBytes + PADDING);
  const written = take(chunkBytes + 64);
  const isTooLarge = top > MOST_BYTES || domains.some((domain) => (domain?.values ?? 0) >= NO_CATEGORY);
  if (isTooLarge) return undefined;
  const pages = Math.ceil(top / PAGE);
  return {
    ...{
      descriptors,
      fields,
      stride,
      values,
      entries,
      lines,
      figures,
      numeric,
      numericCount,
      tables,
      chunk,
      unquoted,
      written,
    },
    pages,
  };
}
