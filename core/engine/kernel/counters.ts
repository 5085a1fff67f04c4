import { binCount, binOf } from '#core/monitoring/reference-bins';
import { addHeavyHitters, hitterName } from '../sketch/heavy-hitters.ts';
import { addHash } from '../sketch/hyper-log-log.ts';
import { addToCell, LOG_CELLS, logCell } from '../sketch/log-histogram.ts';
import { centreOf, type NumberSketch } from '../sketch/number-sketch.ts';
import type { CategorySketch } from '../sketch/category-sketch.ts';
import type { FeatureBins, FeatureSketch } from '../sketch/feature-sketch.ts';
import { valueHash } from '../sketch/value-hash.ts';
import {
  TOTAL_EMPTY,
  TOTAL_INFINITE,
  TOTAL_MAX,
  TOTAL_MIN,
  TOTAL_NOT_A_NUMBER,
  TOTAL_SQUARES,
  TOTAL_SUM,
} from './layout.ts';
import type { ColumnPlaces, MemoryPlan } from './memory-plan.ts';

/** Different unknown values of a column that are collected before they go into its sketch. */
const MOST_PENDING = 1024;

/**
 * The words that the kernel counts into, seen from outside: a bank holds all columns' counters of one window. What the
 * kernel leaves to the host is counted here, into the same words, so that sums are added in the order of the rows.
 */
export class Counters {
  private readonly words: Uint32Array;
  private readonly doubles: Float64Array;
  private readonly plan: MemoryPlan;
  private readonly columns: readonly FeatureBins[];
  private readonly centres: readonly number[];
  /** By bank and column: unknown values and how often each came. */
  private readonly pending: readonly Map<string, number>[][];

  constructor(memory: ArrayBuffer, plan: MemoryPlan, columns: readonly FeatureBins[]) {
    this.words = new Uint32Array(memory);
    this.doubles = new Float64Array(memory);
    this.plan = plan;
    this.columns = columns;
    this.centres = columns.map((column) => (column.kind === 'number' ? centreOf(column.bins) : 0));
    this.pending = Array.from({ length: plan.banks }, () => columns.map(() => new Map<string, number>()));
  }

  /**
   * Counts a cell of text of a numeric column that has no finite value.
   * @returns the value when it has one: then nothing is counted yet
   */
  readNumber(bank: number, column: number, cell: string): number {
    const value = cell.trim() === '' ? Number.NaN : Number(cell);
    if (Number.isFinite(value)) return value;
    const { totals, counts } = this.placesOf(bank, column);
    if (Number.isNaN(value)) {
      this.increment(totals + (cell.trim() === '' ? TOTAL_EMPTY : TOTAL_NOT_A_NUMBER));
      return Number.NaN;
    }
    this.increment(totals + TOTAL_INFINITE);
    this.increment(counts + 4 * this.binOf(column, value));
    return Number.NaN;
  }

  addNumber(bank: number, column: number, value: number): void {
    const { totals, counts, cells } = this.placesOf(bank, column);
    this.increment(counts + 4 * this.binOf(column, value));
    if (cells > 0) this.increment(cells + 4 * logCell(value));
    const off = value - (this.centres[column] ?? 0);
    this.addTo(totals + TOTAL_SUM, off);
    this.addTo(totals + TOTAL_SQUARES, off * off);
    const [least, greatest] = [(totals + TOTAL_MIN) >>> 3, (totals + TOTAL_MAX) >>> 3];
    this.doubles[least] = Math.min(this.doubles[least] ?? Infinity, value);
    this.doubles[greatest] = Math.max(this.doubles[greatest] ?? -Infinity, value);
  }

  addCell(bank: number, column: number, cell: string): void {
    if (this.columns[column]?.kind === 'category') this.addCategory(bank, column, cell);
    else {
      const value = this.readNumber(bank, column, cell);
      if (!Number.isNaN(value)) this.addNumber(bank, column, value);
    }
  }

  addCategory(bank: number, column: number, value: string): void {
    const bins = this.columns[column];
    if (bins?.kind !== 'category') return;
    const { totals, counts } = this.placesOf(bank, column);
    if (value.trim() === '') {
      this.increment(totals + TOTAL_EMPTY);
      return;
    }
    const number = bins.values.numbers.get(value);
    this.increment(counts + 4 * (number ?? bins.values.values.length));
    if (number !== undefined) return;
    const pending = this.pending[bank]?.[column];
    pending?.set(value, (pending.get(value) ?? 0) + 1);
  }

  /** A column's unknown values are to go into its sketch before more of them are collected. */
  isPendingFull(bank: number, column: number): boolean {
    return (this.pending[bank]?.[column]?.size ?? 0) >= MOST_PENDING;
  }

  /** Moves unknown values into a column's sketch. */
  movePending(bank: number, column: number, sketch: FeatureSketch): void {
    const pending = this.pending[bank]?.[column];
    if (pending === undefined || pending.size === 0 || sketch.kind !== 'category') return;
    const named = new Map<string, number>();
    for (const [value, times] of pending) {
      addHash(sketch.registers, valueHash(value));
      const name = hitterName(value);
      named.set(name, (named.get(name) ?? 0) + times);
    }
    addHeavyHitters(sketch.unknown, { counts: named, error: 0 });
    pending.clear();
  }

  /**
   * Goes on with a window that was counted before: its sums come back, so that they are added in one order whether or
   * not other windows were counted in between.
   */
  resume(bank: number, sketches: readonly FeatureSketch[]): void {
    sketches.forEach((sketch, column) => {
      if (sketch.kind !== 'number') return;
      const { totals } = this.placesOf(bank, column);
      this.addTo(totals + TOTAL_SUM, sketch.sum);
      this.addTo(totals + TOTAL_SQUARES, sketch.squares);
      sketch.sum = 0;
      sketch.squares = 0;
    });
  }

  /** Adds a bank to the sketches of its window, column by column, and clears it. */
  moveBank(bank: number, sketches: readonly FeatureSketch[]): void {
    sketches.forEach((sketch, column) => {
      if (sketch.kind === 'number') this.addNumbersTo(sketch, bank, column);
      else this.addCategoriesTo(sketch, bank, column);
    });
    this.clear(bank);
  }

  /** Every row has an answer in one bin, or none. */
  answersIn(bank: number): number {
    const column = this.columns.length - 1;
    const bins = this.columns[column];
    if (bins === undefined) return 0;
    const { totals, counts } = this.placesOf(bank, column);
    let answers = this.word(totals + TOTAL_EMPTY) + this.word(totals + TOTAL_NOT_A_NUMBER);
    const present = bins.kind === 'number' ? binCount(bins.bins) - 1 : bins.values.values.length + 1;
    for (let bin = 0; bin < present; bin += 1) answers += this.word(counts + 4 * bin);
    return answers;
  }

  private addNumbersTo(sketch: NumberSketch, bank: number, column: number): void {
    const { totals, counts, cells } = this.placesOf(bank, column);
    const [empty, notANumber, infinite] = [TOTAL_EMPTY, TOTAL_NOT_A_NUMBER, TOTAL_INFINITE].map((offset) =>
      this.word(totals + offset),
    ) as [number, number, number];
    const last = sketch.bins.length - 1;
    let present = 0;
    for (let bin = 0; bin < last; bin += 1) {
      const count = this.word(counts + 4 * bin);
      sketch.bins[bin] = (sketch.bins[bin] ?? 0) + count;
      present += count;
    }
    sketch.bins[last] = (sketch.bins[last] ?? 0) + empty + notANumber;
    sketch.missing.empty += empty;
    sketch.missing.notANumber += notANumber;
    sketch.infinite += infinite;
    sketch.count += present - infinite;
    if (cells > 0) {
      for (let cell = 0; cell < LOG_CELLS; cell += 1) {
        const count = this.word(cells + 4 * cell);
        if (count > 0) addToCell(sketch.cells, cell, count);
      }
    }
    sketch.sum += this.double(totals + TOTAL_SUM);
    sketch.squares += this.double(totals + TOTAL_SQUARES);
    // A zero has no sign there.
    sketch.least = Math.min(sketch.least, this.double(totals + TOTAL_MIN) + 0);
    sketch.greatest = Math.max(sketch.greatest, this.double(totals + TOTAL_MAX) + 0);
  }

  private addCategoriesTo(sketch: CategorySketch, bank: number, column: number): void {
    const { totals, counts } = this.placesOf(bank, column);
    const last = sketch.bins.length - 1;
    for (let bin = 0; bin < last; bin += 1) {
      sketch.bins[bin] = (sketch.bins[bin] ?? 0) + this.word(counts + 4 * bin);
    }
    sketch.bins[last] = (sketch.bins[last] ?? 0) + this.word(totals + TOTAL_EMPTY);
    this.movePending(bank, column, sketch);
  }

  /** Before a bank is first used; the others take no memory until then. */
  clear(bank: number): void {
    const { firstBank, bankBytes, columns } = this.plan;
    const first = firstBank + bank * bankBytes;
    this.words.fill(0, first >>> 2, (first + bankBytes) >>> 2);
    columns.forEach((_, column) => {
      const { totals } = this.placesOf(bank, column);
      this.doubles[(totals + TOTAL_MIN) >>> 3] = Infinity;
      this.doubles[(totals + TOTAL_MAX) >>> 3] = -Infinity;
    });
  }

  private placesOf(bank: number, column: number): ColumnPlaces {
    const places = this.plan.columns[column] ?? { totals: 0, counts: 0, cells: 0 };
    const offset = bank * this.plan.bankBytes;
    return {
      totals: places.totals + offset,
      counts: places.counts + offset,
      cells: places.cells === 0 ? 0 : places.cells + offset,
    };
  }

  private binOf(column: number, value: number): number {
    const bins = this.columns[column];
    return bins?.kind === 'number' ? binOf(value, bins.bins) : 0;
  }

  private word(address: number): number {
    return this.words[address >>> 2] ?? 0;
  }

  private double(address: number): number {
    return this.doubles[address >>> 3] ?? 0;
  }

  private increment(address: number): void {
    this.words[address >>> 2] = this.word(address) + 1;
  }

  private addTo(address: number, value: number): void {
    this.doubles[address >>> 3] = this.double(address) + value;
  }
}
