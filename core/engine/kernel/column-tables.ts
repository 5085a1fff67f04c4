import { CategoryTable } from './category-table.ts';
import type { CategoryValues } from '../sketch/category-sketch.ts';
import type { FeatureBins } from '../sketch/feature-sketch.ts';
import { centreOf } from '../sketch/number-sketch.ts';
import type { ReferenceBins } from '#core/monitoring/reference-bins';
import { boundsOf, gridOf } from './grid.ts';
import {
  COLUMN_BOUNDS,
  COLUMN_CELLS,
  COLUMN_CENTRE,
  COLUMN_COUNTS,
  COLUMN_GRID,
  COLUMN_KIND,
  COLUMN_LOWEST,
  COLUMN_SCALE,
  COLUMN_TOTALS,
  DESCRIPTOR_BYTES,
  GRID_CELLS,
  KIND_CATEGORY,
  KIND_NUMBER,
  KIND_SKIPPED,
  NO_CATEGORY,
} from './layout.ts';
import { type ColumnPlaces, type MemoryPlan, roundUp, sizeOf } from './memory-plan.ts';

const UTF8 = new TextEncoder();

/** Bins that the kernel cannot count in are rare: out of order, too many, or a category of 65,535 values and more. */
export function fitsKernel(column: FeatureBins): boolean {
  if (column.kind === 'number') return boundsOf(column.bins) !== undefined;
  return column.values.values.length < NO_CATEGORY;
}

export interface KernelColumns {
  /** Features, and the answer behind them. */
  readonly columns: readonly FeatureBins[];
  readonly skipped: ReadonlySet<number> | undefined;
  /** The kernel's own hash of a text that stands at an address. */
  readonly placeOf: (address: number, length: number) => number;
}

/** Writes every column's descriptor and what it points to. */
export function writeColumnTables(
  memory: ArrayBuffer,
  plan: MemoryPlan,
  { columns, skipped, placeOf }: KernelColumns,
): void {
  const view = new DataView(memory);
  columns.forEach((column, at) => {
    const descriptor = plan.descriptors + at * DESCRIPTOR_BYTES;
    const places = plan.columns[at];
    const table = plan.tables[at];
    if (places === undefined || table === undefined) return;
    const word = (offset: number, value: number) => {
      view.setUint32(descriptor + offset, value, true);
    };
    word(COLUMN_TOTALS, places.totals);
    word(COLUMN_CELLS, places.cells);
    const kind = column.kind === 'number' ? KIND_NUMBER : KIND_CATEGORY;
    word(COLUMN_KIND, skipped?.has(at) === true ? KIND_SKIPPED : kind);
    word(COLUMN_COUNTS, firstCount(column, places));
    if (column.kind === 'number') writeNumber(view, { descriptor, table, word }, column.bins);
    else writeCategory(memory, { descriptor, table, word }, column.values, placeOf);
  });
}

interface Target {
  readonly descriptor: number;
  readonly table: number;
  readonly word: (offset: number, value: number) => void;
}

/** Without a training value there is no bin below the lowest one: everything is in bin 1. */
function firstCount(column: FeatureBins, { counts }: ColumnPlaces): number {
  return column.kind === 'number' && column.bins.lowest === null ? counts + 4 : counts;
}

function writeNumber(view: DataView, { descriptor, table, word }: Target, bins: ReferenceBins): void {
  const bounds = boundsOf(bins) ?? [];
  const { lowest, scale, below } = gridOf(bounds);
  new Uint8Array(view.buffer).set(below, table);
  const boundsAt = table + roundUp(GRID_CELLS + 1);
  [...bounds, Infinity].forEach((bound, at) => view.setFloat64(boundsAt + at * 8, bound, true));
  word(COLUMN_GRID, table);
  word(COLUMN_BOUNDS, boundsAt);
  view.setFloat64(descriptor + COLUMN_LOWEST, lowest, true);
  view.setFloat64(descriptor + COLUMN_SCALE, scale, true);
  view.setFloat64(descriptor + COLUMN_CENTRE, centreOf(bins), true);
}

function writeCategory(
  memory: ArrayBuffer,
  { table, word }: Target,
  { values }: CategoryValues,
  placeOf: (address: number, length: number) => number,
): void {
  const held = new CategoryTable(memory, table, sizeOf(values), placeOf);
  held.describe(word);
  values.forEach((value, number) => {
    // A blank cell has no value; half a surrogate pair is no UTF-8, and its text comes by the slow path only.
    if (value.trim() !== '' && value.isWellFormed()) held.put(number, UTF8.encode(value));
  });
}
