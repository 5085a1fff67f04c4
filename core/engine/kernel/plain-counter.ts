import { SeenEvents } from '#core/monitoring/seen-events';
import { csvCells } from '#core/serving/capture/csv-cells';
import { addCategory } from '../sketch/category-sketch.ts';
import type { FeatureBins, FeatureSketch } from '../sketch/feature-sketch.ts';
import { addNumberCell } from '../sketch/number-sketch.ts';
import { addBadRecord, emptyWindowSketch, type WindowSketch } from '../sketch/window-sketch.ts';
import {
  addTimes,
  BAD_COLUMNS,
  BAD_LENGTH,
  type CaptureCounter,
  type CaptureCounterOptions,
  type CaptureCounts,
  type CapturedCall,
  DEFAULT_CHUNK_BYTES,
  DEFAULT_ID_CAPACITY,
  lineText,
  type TimeRange,
  windowOf,
} from './capture-counter.ts';
import { LineFeeder } from './line-feeder.ts';

/**
 * Counts captures line by line, each read whole by `readCall`: what the kernel's results are held against, and what
 * counts where there is no kernel. Prefer createCaptureCounter, which chooses.
 */
export function plainCaptureCounter(options: CaptureCounterOptions): CaptureCounter {
  const { bins, bucket, readCall, skipped, chunkBytes = DEFAULT_CHUNK_BYTES } = options;
  const windows = new Map<string, WindowSketch>();
  const { idCapacity = DEFAULT_ID_CAPACITY } = options;
  const ids = idCapacity === 0 ? undefined : new SeenEvents(0, idCapacity);
  const { coverage } = emptyWindowSketch({ ...bins, features: [], predictions: [] });
  const times: TimeRange = { earliest: Infinity, latest: -Infinity };
  const modelVersions = new Set<number>();
  const buffer = new Uint8Array(chunkBytes + 1);
  const enter = (time: string) => {
    const start = windowOf(time, bucket);
    const milliseconds = Date.parse(time);
    addTimes(times, { earliest: milliseconds, latest: milliseconds });
    const window = windows.get(start) ?? emptyWindowSketch(bins);
    windows.set(start, window);
    return window;
  };
  const addCall = (call: CapturedCall) => {
    if (!call.isLive) return;
    coverage.records += 1;
    if (call.modelVersion !== undefined) modelVersions.add(call.modelVersion);
    if (ids?.meet(call.eventId) === true) {
      coverage.duplicates += 1;
      return;
    }
    const rows = call.inputs.map(csvCells);
    if (rows.some(({ length }) => length !== bins.features.length)) {
      addBadRecord(coverage, BAD_COLUMNS);
      return;
    }
    call.eventTimes.forEach((time, row) => {
      const window = enter(time);
      if (row === 0) window.coverage.records += 1;
      window.coverage.rows += 1;
      coverage.rows += 1;
      rows[row]?.forEach((cell, at) => {
        if (skipped?.has(at) !== true) addCell(window.features[at], cell, bins.features[at]);
      });
      addCell(window.predictions[0], call.outputs[row] ?? '', bins.predictions[0]);
    });
  };
  const addLine = (line: string) => {
    if (line.trim() === '') return;
    const call = readCall(line);
    if ('bad' in call) addBadRecord(coverage, call.bad);
    else addCall(call);
  };
  const feeder = new LineFeeder(buffer, {
    lines: (from, to) => {
      for (let at = from; at < to;) {
        const end = buffer.indexOf(10, at);
        addLine(lineText(buffer.subarray(at, end)));
        at = end + 1;
      }
    },
    longLine: (bytes) => {
      if (bytes === undefined) addBadRecord(coverage, BAD_LENGTH);
      else addLine(lineText(bytes));
    },
  });
  return {
    room: () => feeder.room(),
    filled: (bytes) => feeder.filled(bytes),
    push: (chunk) => feeder.push(chunk),
    endObject: () => feeder.finish(),
    coverage: () => ({ ...coverage, badRecords: new Map(coverage.badRecords) }),
    finish: (): CaptureCounts => {
      feeder.finish();
      return { windows, coverage, times, modelVersions };
    },
  };
}

function addCell(sketch: FeatureSketch | undefined, cell: string, bins: FeatureBins | undefined): void {
  if (sketch?.kind === 'number' && bins?.kind === 'number') addNumberCell(sketch, cell, bins.bins);
  if (sketch?.kind === 'category' && bins?.kind === 'category') addCategory(sketch, cell, bins.values);
}
