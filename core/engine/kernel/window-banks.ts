import type { FeatureSketch } from '../sketch/feature-sketch.ts';
import { emptyWindowSketch, type WindowBins, type WindowSketch } from '../sketch/window-sketch.ts';
import type { Counters } from './counters.ts';

/**
 * Which window each bank of counters is for. Few windows are counted at a time; the longest unused gives its bank away
 * and waits in its sketch.
 */
export class WindowBanks {
  /** By the start of the bucket. */
  readonly windows = new Map<string, WindowSketch>();
  private readonly bins: WindowBins;
  private readonly counters: Counters;
  private readonly banks: number;
  /** By bank, the window that is counted there; the last used one is last. */
  private readonly used = new Map<number, string>();
  private current = 0;

  constructor(bins: WindowBins, counters: Counters, banks: number) {
    this.bins = bins;
    this.counters = counters;
    this.banks = banks;
  }

  /** The bank that is counted in. */
  get bank(): number {
    return this.current;
  }

  /** The window that is counted; undefined before the first. */
  get window(): WindowSketch | undefined {
    return this.windows.get(this.used.get(this.current) ?? '');
  }

  isCurrent(start: string): boolean {
    return this.used.get(this.current) === start;
  }

  /** Makes a window's bank the current one. */
  use(start: string): void {
    const holder = [...this.used].find(([, held]) => held === start)?.[0];
    if (holder !== undefined) this.current = holder;
    else if (this.used.size < this.banks) {
      this.current = this.used.size;
      this.counters.clear(this.current);
    } else {
      this.current = [...this.used.keys()][0] ?? 0;
      this.empty(this.current);
    }
    this.used.delete(this.current);
    this.used.set(this.current, start);
    const window = this.windows.get(start) ?? emptyWindowSketch(this.bins);
    this.windows.set(start, window);
    if (holder === undefined) this.counters.resume(this.current, sketchesOf(window));
  }

  /** Of all windows, so far. */
  get rows(): number {
    let rows = 0;
    for (const { coverage } of this.windows.values()) rows += coverage.rows;
    for (const bank of this.used.keys()) rows += this.counters.answersIn(bank);
    return rows;
  }

  /** Moves everything into the sketches. @returns the rows of all windows */
  finish(): number {
    for (const bank of [...this.used.keys()]) this.empty(bank);
    return this.rows;
  }

  private empty(bank: number): void {
    const window = this.windows.get(this.used.get(bank) ?? '');
    if (window === undefined) return;
    this.counters.moveBank(bank, sketchesOf(window));
    // Every row is in one bin of the prediction.
    const [prediction] = window.predictions;
    window.coverage.rows = prediction?.bins.reduce((total, count) => total + count, 0) ?? 0;
    this.used.delete(bank);
  }
}

function sketchesOf({ features, predictions }: WindowSketch): readonly FeatureSketch[] {
  return [...features, ...predictions];
}
