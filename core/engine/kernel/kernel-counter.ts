import { bucketStart } from '#core/serving/bucket';
import { csvCells } from '#core/serving/capture/csv-cells';
import type { FeatureBins } from '../sketch/feature-sketch.ts';
import { addBadRecord, emptyWindowSketch } from '../sketch/window-sketch.ts';
import {
  BAD_COLUMNS,
  BAD_LENGTH,
  type CaptureCounter,
  type CaptureCounterOptions,
  type CaptureCounts,
  type CapturedCall,
  DEFAULT_CHUNK_BYTES,
  DEFAULT_ID_CAPACITY,
  lineText,
  TEXT,
} from './capture-counter.ts';
import { fitsKernel, writeColumnTables } from './column-tables.ts';
import { Counters } from './counters.ts';
import { writeFixedTables } from './fixed-tables.ts';
import { type KernelExports, startKernel } from './kernel-module.ts';
import {
  CONFIG,
  CONFIG_BLOCK_ROWS,
  CONFIG_COLUMNS,
  CONFIG_DESCRIPTORS,
  CONFIG_FIELDS,
  CONFIG_ID_CAPACITY,
  CONFIG_ID_MASK,
  CONFIG_MOST_ROWS,
  CONFIG_OLD_IDS,
  CONFIG_NUMBER,
  CONFIG_RECORDS,
  CONFIG_SCRATCH,
  CONFIG_SCRATCH_BYTES,
  CONFIG_VALUES,
  CONFIG_YOUNG_IDS,
  HOUR_KEY,
} from './layout.ts';
import { learnPattern } from './learn-pattern.ts';
import { LineFeeder } from './line-feeder.ts';
import { type MemoryPlan, planMemory } from './memory-plan.ts';
import { PatternSteps } from './pattern-steps.ts';
import { WindowBanks } from './window-banks.ts';

/** Lines that were tried to learn from and gave nothing new, before no more are tried. */
const MOST_VAIN_LESSONS = 256;
/** The hash sees no more of an id. */
const MOST_ID_BYTES = 4096;
const MOST_COLUMNS = 2001;
const HOUR = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])$/;
const UTF8 = new TextEncoder();
const [DIGIT_NINE, BACKSLASH] = [57, 92];

/** The kernel counts one answer a row, in bins that its tables can hold. */
export function fitsKernelCounter({ bins, names }: CaptureCounterOptions): boolean {
  const columns = [...bins.features, ...bins.predictions];
  const tellsNames = names === undefined || (names.every(isWord) && bins.features.some(isNumber));
  return (
    bins.predictions.length === 1 && columns.length <= MOST_COLUMNS && columns.every(fitsKernel) && tellsNames
  );
}

/** A name that begins like no number does: where numbers are expected, the kernel sees that it is one. */
function isWord(name: string): boolean {
  const first = name.charCodeAt(0);
  return first > DIGIT_NINE && first !== BACKSLASH;
}

/**
 * Counts captures by the kernel, and what it leaves by readCall into the same counters. Results are those of
 * plainCaptureCounter, sums to the last bit; only among more than 255 unknown values of a category others of the rare
 * ones may be named, within the bounds that the sketch states.
 */
export class KernelCounter implements CaptureCounter {
  private readonly options: CaptureCounterOptions;
  private readonly columns: readonly FeatureBins[];
  private readonly plan: MemoryPlan;
  private readonly kernel: KernelExports;
  private readonly bytes: Uint8Array;
  private readonly counters: Counters;
  private readonly pattern: PatternSteps;
  private readonly feeder: LineFeeder;
  private readonly banks: WindowBanks;
  private readonly coverage = emptyWindowSketch({ baseline: '', features: [], predictions: [] }).coverage;
  private settled = { taken: 0, repeated: 0 };
  private vainLessons = 0;

  constructor(options: CaptureCounterOptions) {
    const { bins, chunkBytes = DEFAULT_CHUNK_BYTES, idCapacity = DEFAULT_ID_CAPACITY } = options;
    this.options = options;
    this.columns = [...bins.features, ...bins.predictions];
    this.plan = planMemory(this.columns, {
      ...{ chunkBytes, idCapacity, withQuantiles: options.withQuantiles ?? true },
    });
    const { memory, kernel } = startKernel(this.plan.pages, () => this.host());
    this.kernel = kernel;
    this.bytes = new Uint8Array(memory);
    writeFixedTables(memory);
    writeColumnTables(memory, this.plan, this.columns, (address, length) =>
      kernel.categoryPlace(address, length),
    );
    this.configure(memory, idCapacity);
    this.counters = new Counters(memory, this.plan, this.columns);
    this.banks = new WindowBanks(bins, this.counters, this.plan.banks);
    this.pattern = new PatternSteps(memory, this.plan);
    const { chunk } = this.plan;
    this.feeder = new LineFeeder(this.bytes.subarray(chunk, chunk + chunkBytes + 1), {
      lines: (from, to) => this.kernel.run(chunk + from, chunk + to),
      longLine: (line) => {
        if (line === undefined) addBadRecord(this.coverage, BAD_LENGTH);
        else this.addLine(lineText(line));
      },
    });
  }

  room(): Uint8Array {
    return this.feeder.room();
  }

  filled(bytes: number): void {
    this.feeder.filled(bytes);
  }

  push(chunk: Uint8Array): void {
    this.feeder.push(chunk);
  }

  endObject(): void {
    this.feeder.finish();
  }

  finish(): CaptureCounts {
    this.feeder.finish();
    this.settle();
    this.coverage.rows = this.banks.finish();
    return { windows: this.banks.windows, coverage: this.coverage };
  }

  /** The hashes of the ids that are remembered, with zeros between: for countKnownIds of another counter. A copy. */
  idHashes(): Uint8Array {
    const { youngIds, oldIds, idSlots } = this.plan;
    const { idCapacity = DEFAULT_ID_CAPACITY } = this.options;
    // The second table, behind the first, is used once the first was full.
    const isOneEnough = this.coverage.records - this.coverage.duplicates <= idCapacity;
    return this.bytes.slice(youngIds, (isOneEnough ? youngIds : oldIds) + idSlots * 8);
  }

  /** How many of another counter's ids were met here too. */
  countKnownIds(hashes: Uint8Array): number {
    const { scratch, scratchBytes } = this.plan;
    let known = 0;
    for (let at = 0; at < hashes.length; at += scratchBytes) {
      const part = hashes.subarray(at, at + scratchBytes);
      this.bytes.set(part, scratch);
      known += this.kernel.countKnown(scratch, part.length >>> 3);
    }
    return known;
  }

  private configure(memory: ArrayBuffer, idCapacity: number): void {
    const { plan } = this;
    const view = new DataView(memory);
    const fields: readonly (readonly [number, number])[] = [
      [CONFIG_COLUMNS, this.columns.length - 1],
      [CONFIG_BLOCK_ROWS, plan.blockRows],
      [CONFIG_MOST_ROWS, plan.mostRows],
      [CONFIG_FIELDS, plan.fields],
      [CONFIG_DESCRIPTORS, plan.descriptors],
      [CONFIG_VALUES, plan.values],
      [CONFIG_RECORDS, plan.records],
      [CONFIG_NUMBER, this.options.names === undefined ? -1 : this.columns.findIndex(isNumber)],
      [CONFIG_SCRATCH, plan.scratch],
      [CONFIG_SCRATCH_BYTES, plan.scratchBytes],
      [CONFIG_YOUNG_IDS, plan.youngIds],
      [CONFIG_OLD_IDS, plan.oldIds],
      [CONFIG_ID_MASK, Math.max(0, plan.idSlots - 1)],
      [CONFIG_ID_CAPACITY, idCapacity],
    ];
    for (const [offset, value] of fields) view.setUint32(CONFIG + offset, value, true);
    this.kernel.configure();
  }

  private host() {
    return {
      number: (column: number, from: number, to: number) =>
        this.counters.readNumber(this.banks.bank, column, this.text(from, to)),
      unknown: (column: number, from: number, to: number) => this.addUnknown(column, this.text(from, to)),
      enter: (at: number) => this.enterHour(this.text(at, at + 13)),
      record: (from: number, to: number) => this.addLine(lineText(this.bytes.subarray(from, to))),
    };
  }

  private text(from: number, to: number): string {
    return TEXT.decode(this.bytes.subarray(from, to));
  }

  private enterHour(hour: string): number {
    const time = `${hour}:00:00Z`;
    if (!HOUR.test(hour) || Number.isNaN(Date.parse(time))) return 0;
    this.useWindow(bucketStart(time, this.options.bucket));
    this.kernel.setBank(this.banks.bank * this.plan.bankBytes);
    for (let at = 0; at < hour.length; at += 1) this.bytes[HOUR_KEY + at] = hour.charCodeAt(at);
    return 1;
  }

  private useWindow(start: string): void {
    if (this.banks.isCurrent(start)) return;
    this.settle();
    this.banks.use(start);
    // The kernel's hour, if it has one, was that of another bank: it asks again.
    this.bytes.fill(0, HOUR_KEY, HOUR_KEY + 13);
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

  private addLine(line: string): void {
    if (line.trim() === '') return;
    const call = this.options.readCall(line);
    if ('bad' in call) addBadRecord(this.coverage, call.bad);
    else {
      this.addCall(call);
      this.learn(line, call);
    }
  }

  private addCall(call: CapturedCall): void {
    if (!call.isLive) return;
    this.coverage.records += 1;
    if (this.isRepeated(call.eventId)) {
      this.coverage.duplicates += 1;
      return;
    }
    const rows = call.inputs.map(csvCells);
    if (rows.some(({ length }) => length !== this.columns.length - 1)) {
      addBadRecord(this.coverage, BAD_COLUMNS);
      return;
    }
    call.eventTimes.forEach((time, row) => {
      this.useWindow(bucketStart(time, this.options.bucket));
      const { window, bank } = this.banks;
      if (row === 0 && window !== undefined) window.coverage.records += 1;
      const cells = [...(rows[row] ?? []), call.outputs[row] ?? ''];
      cells.forEach((cell, column) => {
        if (this.columns[column]?.kind === 'category') this.addUnknown(column, cell);
        else this.counters.addCell(bank, column, cell);
      });
    });
  }

  /** The id's bytes go through the kernel, which knows the others. */
  private isRepeated(eventId: string): boolean {
    const { scratch } = this.plan;
    const { written } = UTF8.encodeInto(eventId, this.bytes.subarray(scratch, scratch + MOST_ID_BYTES));
    this.bytes.fill(0, scratch + written, scratch + written + 8);
    return this.kernel.meetId(scratch, written) === 1;
  }

  private addUnknown(column: number, value: string): void {
    const { bank, window } = this.banks;
    this.counters.addCategory(bank, column, value);
    if (!this.counters.isPendingFull(bank, column)) return;
    const sketch = column < this.columns.length - 1 ? window?.features[column] : window?.predictions[0];
    if (sketch !== undefined) this.counters.movePending(bank, column, sketch);
  }

  private learn(line: string, call: CapturedCall): void {
    if (this.vainLessons === MOST_VAIN_LESSONS || this.pattern.isFull) return;
    const parts = learnPattern(line, call);
    if (parts !== undefined && this.pattern.add(parts)) this.kernel.setPattern(this.pattern.first);
    else this.vainLessons += 1;
  }
}

function isNumber({ kind }: FeatureBins): boolean {
  return kind === 'number';
}
