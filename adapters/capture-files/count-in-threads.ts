import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  addTimes,
  type CaptureCounterOptions,
  type CaptureCounts,
} from '#core/engine/kernel/capture-counter';
import { createCaptureCounter } from '#core/engine/kernel/create-capture-counter';
import { fitsKernelCounter } from '#core/engine/kernel/fits-kernel';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { isKernelAvailable } from '#core/engine/kernel/kernel-module';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCoverage, addWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import { type FileRange, wholeFile } from './add-capture-file.ts';
import { type AddedFiles, addCaptureFiles, joinedFiles } from './add-capture-files.ts';
import { divideFiles } from './divide-files.ts';

export type FileOptions = Omit<CaptureCounterOptions, 'readCall'> & {
  readonly terms?: CaptureTerms;
  /** Fewer bytes are counted by one thread: another one takes longer to start than it saves. Default: 96 MB. */
  readonly leastBytesForThreads?: number;
};

export type RangesTask = FileOptions & { readonly ranges: readonly FileRange[] };

/** What one counter made of its files. Counts are those of all files only where none has failed. */
export type FilesCounts = AddedFiles & { readonly counts: CaptureCounts };

export type RangesCounts = FilesCounts & {
  /** Of the ids that the counter remembers. */
  readonly idTables: Uint8Array;
};

const LEAST_BYTES = 96 * 1024 * 1024;
const WORKER = new URL(`./range-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Counts one file as countCaptureFiles does.
 * @throws what reading it throws
 */
export async function countCaptureFile(path: string, options: FileOptions): Promise<CaptureCounts> {
  const { counts, failure } = await countCaptureFiles([path], options);
  if (failure !== undefined) throw failure;
  return counts;
}

/**
 * Counts files by two threads, each of which takes whole lines of one half of their bytes; few bytes by this thread.
 *
 * Each thread knows the event ids of its half only. When both have met one, its call counted twice, and all is counted
 * again by one thread: results are those of one thread, the two sums of a column within sumTolerance.
 */
export async function countCaptureFiles(
  paths: readonly string[],
  options: FileOptions,
): Promise<FilesCounts> {
  const { terms, leastBytesForThreads = LEAST_BYTES, ...rest } = options;
  const all: CaptureCounterOptions = { ...rest, readCall: readCallOf(terms) };
  const [head, tail] =
    isKernelAvailable() && fitsKernelCounter(all) ? divideFiles(paths, leastBytesForThreads) : [[], []];
  const [border] = tail;
  if (border === undefined) return countAlone(paths, all);
  const elsewhere = countElsewhere({ ...options, ranges: tail });
  // It is waited for below; until then its failure must not count as nobody's.
  elsewhere.catch(() => undefined);
  const counter = new KernelCounter(all);
  const own = await addCaptureFiles(counter, head);
  const counts = counter.finish();
  const other = await elsewhere;
  if (own.failure !== undefined) return { ...own, counts };
  if (counter.countKnownIds(other.idTables) > 0) return countAlone(paths, all);
  const { files, failure } = other;
  return {
    files: border.from > 0 ? joinedFiles(own.files, files) : [...own.files, ...files],
    ...(failure === undefined ? {} : { failure }),
    counts: merged(counts, other.counts),
  };
}

async function countAlone(paths: readonly string[], options: CaptureCounterOptions): Promise<FilesCounts> {
  const counter = createCaptureCounter(options);
  const added = await addCaptureFiles(counter, paths.map(wholeFile));
  return { ...added, counts: counter.finish() };
}

function countElsewhere(task: RangesTask): Promise<RangesCounts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: task, env: threadEnvironment() });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error(`a thread ended without having counted ${task.ranges[0]?.path ?? ''}`));
    });
  });
}

/** Where the program keeps the code that its TypeScript became, the thread finds it: it starts in a quarter of the time. */
function threadEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

function merged(one: CaptureCounts, other: CaptureCounts): CaptureCounts {
  const windows = new Map<string, WindowSketch>(one.windows);
  for (const [start, window] of other.windows) {
    const own = windows.get(start);
    if (own === undefined) windows.set(start, window);
    else addWindowSketch(own, window);
  }
  const { coverage, times } = one;
  addCoverage(coverage, other.coverage);
  addTimes(times, other.times);
  const modelVersions = new Set([...one.modelVersions, ...other.modelVersions]);
  return { windows, coverage, times, modelVersions };
}
