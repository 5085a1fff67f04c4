import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CaptureCounterOptions, CaptureCounts } from '#core/engine/kernel/capture-counter';
import { createCaptureCounter } from '#core/engine/kernel/create-capture-counter';
import { fitsKernelCounter } from '#core/engine/kernel/fits-kernel';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { isKernelAvailable } from '#core/engine/kernel/kernel-module';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addBadRecord, addWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import { addCaptureFile, addCaptureRange, type ByteRange } from './add-capture-file.ts';

export type FileOptions = Omit<CaptureCounterOptions, 'readCall'> & {
  readonly terms?: CaptureTerms;
  /** A smaller file is counted by one thread: another one takes longer to start than it saves. Default: 96 MB. */
  readonly leastBytesForThreads?: number;
};

export type RangeTask = FileOptions & { readonly path: string; readonly range: ByteRange };

export interface RangeCounts {
  readonly counts: CaptureCounts;
  /** Of the ids that the range's counter remembers. */
  readonly idHashes: Uint8Array;
}

const LEAST_BYTES = 96 * 1024 * 1024;
/** What the first thread counts while the other one starts. */
const HEAD_START = 48 * 1024 * 1024;
const WORKER = new URL(`./range-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Counts one file by two threads, each of which takes whole lines of one half; a small or a packed one by this thread.
 *
 * Each thread knows the event ids of its half only. When both have met one, its call counted twice, and the file is
 * counted again by one thread: results are those of one thread, the two sums of a column within sumTolerance.
 */
export async function countCaptureFile(path: string, options: FileOptions): Promise<CaptureCounts> {
  const { terms, leastBytesForThreads = LEAST_BYTES, ...rest } = options;
  const all: CaptureCounterOptions = { ...rest, readCall: readCallOf(terms) };
  const middle =
    path.endsWith('.gz') || !isKernelAvailable() || !fitsKernelCounter(all)
      ? 0
      : middleOf(path, leastBytesForThreads);
  if (middle === 0) {
    const counter = createCaptureCounter(all);
    await addCaptureFile(counter, path);
    return counter.finish();
  }
  const other = countRange({ ...options, path, range: { from: middle, to: Infinity } });
  // It is waited for below; until then its failure must not count as nobody's.
  other.catch(() => undefined);
  const counter = new KernelCounter(all);
  addCaptureRange(counter, path, { from: 0, to: middle });
  const own = counter.finish();
  const { counts, idHashes } = await other;
  if (counter.countKnownIds(idHashes) === 0) return merged(own, counts);
  const again = new KernelCounter(all);
  await addCaptureFile(again, path);
  return again.finish();
}

function countRange(task: RangeTask): Promise<RangeCounts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error(`a thread ended without having counted its part of ${task.path}`));
    });
  });
}

/** Where the second thread begins, behind a line feed; 0 when one thread is enough. */
function middleOf(path: string, leastBytes: number): number {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size < leastBytes) return 0;
    const piece = new Uint8Array(64 * 1024);
    for (let at = Math.floor((size + Math.min(HEAD_START, size / 4)) / 2); at < size; at += piece.length) {
      const bytes = readSync(file, piece, 0, piece.length, at);
      const feed = piece.subarray(0, bytes).indexOf(10);
      if (feed >= 0) return at + feed + 1 < size ? at + feed + 1 : 0;
    }
    return 0;
  } finally {
    closeSync(file);
  }
}

function merged(one: CaptureCounts, other: CaptureCounts): CaptureCounts {
  const windows = new Map<string, WindowSketch>(one.windows);
  for (const [start, window] of other.windows) {
    const own = windows.get(start);
    if (own === undefined) windows.set(start, window);
    else addWindowSketch(own, window);
  }
  const { coverage } = one;
  coverage.records += other.coverage.records;
  coverage.rows += other.coverage.rows;
  coverage.duplicates += other.coverage.duplicates;
  for (const [reason, times] of other.coverage.badRecords) addBadRecord(coverage, reason, times);
  return { windows, coverage };
}
