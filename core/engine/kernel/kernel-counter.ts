import { addBadRecord, type WindowCoverage } from '../sketch/window-sketch.ts';
import {
  BAD_LENGTH,
  type CaptureCounter,
  type CaptureCounterOptions,
  type CaptureCounts,
  DEFAULT_CHUNK_BYTES,
  DEFAULT_ID_CAPACITY,
  lineText,
} from './capture-counter.ts';
import { writeColumnTables } from './column-tables.ts';
import { writeSettings } from './configure-kernel.ts';
import { tellingColumn } from './fits-kernel.ts';
import { writeFixedTables } from './fixed-tables.ts';
import { HostLines } from './host-lines.ts';
import { CAPTURE_MODULE, type KernelExports, type KernelHost } from './kernel-module.ts';
import { KernelWindows } from './kernel-windows.ts';
import { KnownIds } from './known-ids.ts';
import { LineFeeder } from './line-feeder.ts';
import { type MemoryPlan, planMemory } from './memory-plan.ts';

export type KernelCounterOptions = CaptureCounterOptions & {
  /** Its first idCapacity ids stay among those that knownIds gives out, whatever comes later. Default: false. */
  readonly keepsFirstIds?: boolean;
  /** Of a counter of another thread with the same bins: what need not be worked out again. */
  readonly prepared?: PreparedKernel;
};

/** What counters with the same bins have in common: machine code, and tables in their memory. */
export interface PreparedKernel {
  readonly compiled: object;
  readonly tables: Uint8Array<ArrayBuffer>;
}

/**
 * Counts captures by the kernel, and what it leaves by readCall into the same counters. Results are those of
 * plainCaptureCounter, sums to the last bit; only among more than 255 unknown values of a category others of the rare
 * ones may be named, within the bounds that the sketch states.
 */
export class KernelCounter implements CaptureCounter {
  private readonly idCapacity: number;
  private readonly plan: MemoryPlan;
  private readonly kernel: KernelExports;
  private readonly bytes: Uint8Array;
  private readonly feeder: LineFeeder;
  private readonly windows: KernelWindows;
  private readonly lines: HostLines;

  constructor(options: KernelCounterOptions) {
    const { bins, chunkBytes = DEFAULT_CHUNK_BYTES, idCapacity = DEFAULT_ID_CAPACITY } = options;
    const columns = [...bins.features, ...bins.predictions];
    const { withQuantiles = true, keepsFirstIds = false, prepared } = options;
    this.idCapacity = idCapacity;
    this.plan = planMemory(columns, { chunkBytes, idCapacity, keepsFirstIds, withQuantiles });
    if (prepared !== undefined) CAPTURE_MODULE.compiled = prepared.compiled;
    const started = CAPTURE_MODULE.start(this.plan.pages, () => this.host());
    const { memory, kernel } = started;
    this.kernel = kernel;
    this.bytes = new Uint8Array(memory);
    if (prepared === undefined) {
      writeFixedTables(memory);
      writeColumnTables(memory, this.plan, {
        ...{ columns, skipped: options.skipped },
        placeOf: (address, length) => kernel.categoryPlace(address, length),
      });
    } else this.bytes.set(prepared.tables);
    writeSettings(memory, this.plan, {
      ...{ features: bins.features.length, tellingColumn: tellingColumn(options), idCapacity },
    });
    kernel.configure();
    this.windows = new KernelWindows(options, this.plan, started);
    this.lines = new HostLines(options, this.plan, started, this.windows);
    const { chunk } = this.plan;
    this.feeder = new LineFeeder(this.bytes.subarray(chunk, chunk + chunkBytes + 1), {
      lines: (from, to) => kernel.run(chunk + from, chunk + to),
      longLine: (line) => {
        if (line === undefined) addBadRecord(this.windows.coverage, BAD_LENGTH);
        else this.lines.add(lineText(line));
      },
    });
  }

  /** For counters of other threads. To be asked before anything is counted. */
  prepared(): PreparedKernel {
    return { compiled: CAPTURE_MODULE.compiled, tables: this.bytes.slice(0, this.plan.firstBank) };
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

  coverage(): WindowCoverage {
    return this.windows.read();
  }

  finish(): CaptureCounts {
    this.feeder.finish();
    return this.windows.finish();
  }

  /** For those of another counter. To be asked when all is counted: what it compares by takes the place of lines. */
  knownIds(): KnownIds {
    const { records, duplicates } = this.windows.coverage;
    const begunTables = Math.max(1, Math.ceil((records - duplicates) / this.idCapacity));
    return new KnownIds(this.bytes, this.plan, this.kernel, begunTables);
  }

  private host(): KernelHost {
    return {
      number: (column: number, from: number, to: number) => this.windows.readNumber(column, from, to),
      unknown: (column: number, from: number, to: number) => this.windows.addUnknown(column, from, to),
      enter: (at: number) => this.windows.enterHour(at),
      record: (from: number, to: number) => this.lines.add(lineText(this.bytes.subarray(from, to))),
    };
  }
}
