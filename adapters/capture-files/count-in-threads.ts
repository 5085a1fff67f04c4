import {
  addTimes,
  type CaptureCounterOptions,
  type CaptureCounts,
  DEFAULT_ID_CAPACITY,
} from '#core/engine/kernel/capture-counter';
import { createCaptureCounter } from '#core/engine/kernel/create-capture-counter';
import { fitsKernelCounter } from '#core/engine/kernel/fits-kernel';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { isKernelAvailable } from '#core/engine/kernel/kernel-module';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCoverage, addWindowSketch, type WindowSketch } from '#core/engine/sketch/window-sketch';
import { type AddedFiles, addCaptureFiles, type FileCoverage, joinedFiles } from './add-capture-files.ts';
import { filePieces, wholeFile } from './file-pieces.ts';
import { SecondThread, type ThreadOptions } from './second-thread.ts';
import { piecesFrom, sharedPieces } from './shared-pieces.ts';

export type FileOptions = ThreadOptions & {
  /** Fewer bytes are counted by one thread: another one takes longer to start than it saves. Default: 96 MB. */
  readonly leastBytesForThreads?: number;
  /** That a thread takes at a time. Default: 4 MB. */
  readonly pieceBytes?: number;
};

/** What was made of the files. Counts are those of all of them only where none has failed. */
export interface FilesCounts {
  /** One a file, in their order, up to one that could not be read. */
  readonly files: readonly FileCoverage[];
  /** Why it could not be read to its end. */
  readonly failure?: Error;
  readonly counts: CaptureCounts;
}

const LEAST_BYTES = 96 * 1024 * 1024;

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
 * Counts files by two threads, each of which takes whole lines of about one half of their bytes; few bytes by this thread.
 *
 * Each thread knows the event ids of its own lines: surely the last half of idCapacity, and the second one those of its
 * first lines, which follow on the first one's last. When both have met an id, its call counted twice, and all is counted
 * again by one thread: results are those of one thread, the two sums of a column within sumTolerance.
 */
export async function countCaptureFiles(
  paths: readonly string[],
  options: FileOptions,
): Promise<FilesCounts> {
  const { terms, leastBytesForThreads: leastBytes = LEAST_BYTES, pieceBytes, ...rest } = options;
  const all: CaptureCounterOptions = { ...rest, readCall: readCallOf(terms) };
  const canShare = isKernelAvailable() && fitsKernelCounter(all);
  const { pieces, middle } = filePieces(paths, { leastBytes: canShare ? leastBytes : Infinity, pieceBytes });
  if (middle === pieces.length) return countAlone(paths, all);
  const shared = sharedPieces(pieces);
  const { idCapacity = DEFAULT_ID_CAPACITY } = options;
  const half = { idCapacity: Math.ceil(idCapacity / 2) };
  const second = new SecondThread({ ...options, ...half, shared, from: middle });
  try {
    const counter = new KernelCounter({ ...all, ...half });
    second.begin(counter.prepared());
    const own = await addCaptureFiles(counter, piecesFrom(shared, 0));
    const counts = counter.finish();
    const other = await second.counts();
    const added = joinedFiles(own, other.added);
    if (added.failure === undefined && (await second.hasKnownIds(counter)))
      return await countAlone(paths, all);
    return filesCounts(paths, added, merged(counts, other.counts));
  } finally {
    second.end();
  }
}

async function countAlone(paths: readonly string[], options: CaptureCounterOptions): Promise<FilesCounts> {
  const counter = createCaptureCounter(options);
  const added = await addCaptureFiles(counter, paths.map(wholeFile));
  return filesCounts(paths, added, counter.finish());
}

function filesCounts(
  paths: readonly string[],
  { files, failure }: AddedFiles,
  counts: CaptureCounts,
): FilesCounts {
  const read = paths.slice(0, failure?.file).flatMap((_, place) => files.get(place) ?? []);
  return { files: read, counts, ...(failure === undefined ? {} : { failure: failure.error }) };
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
