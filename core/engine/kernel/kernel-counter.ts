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
import { LineFeeder } from './line-feeder.ts';
import { ID_BYTES, type MemoryPlan, planMemory } from './memory-plan.ts';

export type KernelCounterOptions = CaptureCounterOptions & {
  /** Its first idCapacity ids stay among those that idPart gives out, whatever comes later. Default: false. */
  readonly keepsFirstIds?: boolean;
  /** Of a counter of another thread with the same bins: what need not be worked out again. */
  readonly prepared?: PreparedKernel;
};

/** What counters with the same bins have in common: machine code, and tables in their memory. */
export interface PreparedKernel {
  readonly compiled: object;
  readonly tables: Uint8Array<ArrayBuffer>;
}

/** Half of the places of the tables of ids. */
export type IdHalf = 'lower' | 'upper';

/** Slots of a table of ids. */
export interface IdPart {
  readonly slots: Uint8Array<ArrayBuffer>;
  readonly firstPlace: number;
  /** Where the run of taken slots begins that reaches up to the first one; its own place without such a run. */
  readonly runStart: number;
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

  /** A part of one half of the ids that are remembered, for countKnownIds of another counter with the same options. */
  idPart(part: number, half: IdHalf): IdPart | undefined {
    const { youngIds, oldIds, spareIds, idSlots, scratchBytes } = this.plan;
    if (idSlots === 0) return undefined;
    const { records, duplicates } = this.windows.coverage;
    const halfBytes = (idSlots * ID_BYTES) / 2;
    const partsOfHalf = Math.ceil(halfBytes / scratchBytes);
    // Another table is begun when the one before is full.
    const begun = Math.max(1, Math.ceil((records - duplicates) / this.idCapacity));
    const tables = spareIds === 0 ? [youngIds, oldIds] : [youngIds, oldIds, spareIds];
    const table = tables.slice(0, begun)[Math.floor(part / partsOfHalf)];
    if (table === undefined) return undefined;
    const from = (half === 'lower' ? 0 : halfBytes) + (part % partsOfHalf) * scratchBytes;
    const bytes = Math.min(halfBytes, scratchBytes);
    const slots = this.bytes.slice(table + from, table + from + bytes);
    const firstPlace = from / ID_BYTES;
    return { slots, firstPlace, runStart: runBefore(new Uint32Array(this.bytes.buffer, table, idSlots), firstPlace) };
  }

  /** How many ids of a part of another counter's were met here too. */
  countKnownIds({ slots, firstPlace, runStart }: IdPart): number {
    const { scratch } = this.plan;
    this.kernel.beginTable(runStart);
    this.bytes.set(slots, scratch);
    return this.kernel.countKnown(scratch, slots.length / ID_BYTES, firstPlace);
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

/** Where the run of taken slots begins that reaches up to a place, over the table's end if it must. */
function runBefore(slots: Uint32Array, place: number): number {
  let start = place;
  for (let before = slots.length; before > 1; before -= 1) {
    const at = (start + slots.length - 1) % slots.length;
    if (slots[at] === 0) break;
    start = at;
  }
  return start;
}
