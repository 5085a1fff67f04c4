import { csvCells } from '#core/serving/capture/csv-cells';
import { addBadRecord } from '../sketch/window-sketch.ts';
import { BAD_COLUMNS, type CaptureCounterOptions, type CapturedCall } from './capture-counter.ts';
import type { KernelExports } from './kernel-module.ts';
import type { KernelWindows } from './kernel-windows.ts';
import { learnPattern } from './learn-pattern.ts';
import type { MemoryPlan } from './memory-plan.ts';
import { PatternSteps } from './pattern-steps.ts';

/** Lines that were tried to learn from and gave nothing new, before no more are tried. */
const MOST_VAIN_LESSONS = 256;
/** The hash sees no more of an id. */
const MOST_ID_BYTES = 4096;
const UTF8 = new TextEncoder();

/** Lines that the kernel leaves: each is read whole, counted where the kernel counts, and learned from. */
export class HostLines {
  private readonly options: CaptureCounterOptions;
  private readonly plan: MemoryPlan;
  private readonly kernel: KernelExports;
  private readonly bytes: Uint8Array;
  private readonly windows: KernelWindows;
  private readonly pattern: PatternSteps;
  private vainLessons = 0;

  constructor(
    options: CaptureCounterOptions,
    plan: MemoryPlan,
    { memory, kernel }: { readonly memory: ArrayBuffer; readonly kernel: KernelExports },
    windows: KernelWindows,
  ) {
    this.options = options;
    this.plan = plan;
    this.kernel = kernel;
    this.bytes = new Uint8Array(memory);
    this.windows = windows;
    this.pattern = new PatternSteps(memory, plan);
  }

  add(line: string): void {
    if (line.trim() === '') return;
    const call = this.options.readCall(line);
    if ('bad' in call) addBadRecord(this.windows.coverage, call.bad);
    else {
      this.addCall(call);
      this.learn(line, call);
    }
  }

  private addCall(call: CapturedCall): void {
    if (!call.isLive) return;
    const { windows } = this;
    windows.coverage.records += 1;
    if (call.modelVersion !== undefined) windows.modelVersions.add(call.modelVersion);
    if (this.isRepeated(call.eventId)) {
      windows.coverage.duplicates += 1;
      return;
    }
    const rows = call.inputs.map(csvCells);
    if (rows.some(({ length }) => length !== this.options.bins.features.length)) {
      addBadRecord(windows.coverage, BAD_COLUMNS);
      return;
    }
    call.eventTimes.forEach((time, row) => {
      windows.enterRow(time);
      if (row === 0 && windows.current !== undefined) windows.current.coverage.records += 1;
      const cells = [...(rows[row] ?? []), call.outputs[row] ?? ''];
      cells.forEach((cell, column) => windows.addCell(column, cell));
    });
  }

  /** The id's bytes go through the kernel, which knows the others. */
  private isRepeated(eventId: string): boolean {
    const { scratch } = this.plan;
    const { written } = UTF8.encodeInto(eventId, this.bytes.subarray(scratch, scratch + MOST_ID_BYTES));
    this.bytes.fill(0, scratch + written, scratch + written + 8);
    return this.kernel.meetId(scratch, written) === 1;
  }

  private learn(line: string, call: CapturedCall): void {
    if (this.vainLessons === MOST_VAIN_LESSONS || this.pattern.isFull) return;
    const parts = learnPattern(line, call);
    if (parts !== undefined && this.pattern.add(parts)) this.kernel.setPattern(this.pattern.first);
    else this.vainLessons += 1;
  }
}
