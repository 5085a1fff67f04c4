import type { FeatureBins } from '../sketch/feature-sketch.ts';
import { emptyWindowSketch, type WindowCoverage, type WindowSketch } from '../sketch/window-sketch.ts';
import { type CaptureCounterOptions, type CaptureCounts, TEXT, windowOf } from './capture-counter.ts';
import { Counters } from './counters.ts';
import { KernelTimes } from './kernel-times.ts';
import type { KernelExports } from './kernel-module.ts';
import { HOUR_KEY } from './layout.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { WindowBanks } from './window-banks.ts';

const HOUR_CHARACTERS = 13;
const HOUR = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])$/;

/** What the kernel counts into, window by window, and what it has taken; the host counts its lines here as well. */
export class KernelWindows {
  readonly coverage: WindowCoverage = emptyWindowSketch({ baseline: '', features: [], predictions: [] })
    .coverage;
  /** Kept by the host: the kernel takes no line whose like was not read by it, version and all. */
  readonly modelVersions = new Set<number>();
  private readonly kernel: KernelExports;
  private readonly columns: readonly FeatureBins[];
  private readonly bucket: CaptureCounterOptions['bucket'];
  private readonly skipped: ReadonlySet<number>;
  private readonly bankBytes: number;
  private readonly bytes: Uint8Array;
  private readonly counters: Counters;
  private readonly banks: WindowBanks;
  private readonly times: KernelTimes;
  private settled = { taken: 0, repeated: 0 };

  constructor(
    { bins, bucket, skipped = new Set() }: CaptureCounterOptions,
    plan: MemoryPlan,
    { memory, kernel }: { readonly memory: ArrayBuffer; readonly kernel: KernelExports },
  ) {
    this.kernel = kernel;
    this.columns = [...bins.features, ...bins.predictions];
    this.bucket = bucket;
    this.skipped = skipped;
    this.bankBytes = plan.bankBytes;
    this.bytes = new Uint8Array(memory);
    this.counters = new Counters(memory, plan, this.columns);
    this.banks = new WindowBanks(bins, this.counters, plan.banks);
    this.times = new KernelTimes(memory);
  }

  /** The window that is counted; undefined before the first. */
  get current(): WindowSketch | undefined {
    return this.banks.window;
  }

  /** For the kernel: another hour begins. @returns 0 when it is none, and its record the host's */
  enterHour(at: number): number {
    const hour = this.text(at, at + HOUR_CHARACTERS);
    const time = `${hour}:00:00Z`;
    const start = Date.parse(time);
    if (!HOUR.test(hour) || Number.isNaN(start)) return 0;
    this.times.enterHour(start);
    this.use(time);
    this.kernel.setBank(this.banks.bank * this.bankBytes);
    for (let place = 0; place < HOUR_CHARACTERS; place += 1)
      this.bytes[HOUR_KEY + place] = hour.charCodeAt(place);
    return 1;
  }

  /** A row of the host begins. */
  enterRow(time: string): void {
    this.times.add(Date.parse(time));
    this.use(time);
  }

  /** Makes the window of a time the current one. */
  private use(time: string): void {
    const start = windowOf(time, this.bucket);
    if (this.banks.isCurrent(start)) return;
    this.settle();
    this.banks.use(start);
    // The kernel's hour, if it has one, was that of another bank: it asks again.
    this.bytes.fill(0, HOUR_KEY, HOUR_KEY + HOUR_CHARACTERS);
  }

  /** For the kernel: a number that it does not read. */
  readNumber(column: number, from: number, to: number): number {
    return this.counters.readNumber(this.banks.bank, column, this.text(from, to));
  }

  /** For the kernel: a value that training did not have. */
  addUnknown(column: number, from: number, to: number): void {
    this.addCategory(column, this.text(from, to));
  }

  /** Counts a cell in the current window. */
  addCell(column: number, cell: string): void {
    if (this.skipped.has(column)) return;
    if (this.columns[column]?.kind === 'category') this.addCategory(column, cell);
    else this.counters.addCell(this.banks.bank, column, cell);
  }

  /** A copy of what was read so far. */
  read(): WindowCoverage {
    this.settle();
    const { coverage } = this;
    return { ...coverage, rows: this.banks.rows, badRecords: new Map(coverage.badRecords) };
  }

  finish(): CaptureCounts {
    this.settle();
    this.coverage.rows = this.banks.finish();
    const { coverage, modelVersions } = this;
    return { windows: this.banks.windows, coverage, times: this.times.finish(), modelVersions };
  }

  private addCategory(column: number, value: string): void {
    const { bank, window } = this.banks;
    this.counters.addCategory(bank, column, value);
    if (!this.counters.isPendingFull(bank, column)) return;
    const sketch = column < this.columns.length - 1 ? window?.features[column] : window?.predictions[0];
    if (sketch !== undefined) this.counters.movePending(bank, column, sketch);
  }

  /** Books what the kernel has taken since the last time. */
  private settle(): void {
    const [taken, repeated] = [this.kernel.takenRecords() >>> 0, this.kernel.repeatedRecords() >>> 0];
    const records = (taken - this.settled.taken) >>> 0;
    const duplicates = (repeated - this.settled.repeated) >>> 0;
    this.settled = { taken, repeated };
    this.coverage.records += records;
    this.coverage.duplicates += duplicates;
    const { window } = this.banks;
    if (window !== undefined) window.coverage.records += records - duplicates;
  }

  private text(from: number, to: number): string {
    return TEXT.decode(this.bytes.subarray(from, to));
  }
}
