import { parentPort, workerData } from 'node:worker_threads';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCaptureRange } from './add-capture-file.ts';
import type { RangeCounts, RangeTask } from './count-in-threads.ts';

/** Counts one range of a file; the thread that started this one merges. */
const { path, range, terms, ...options } = workerData as RangeTask;
const counter = new KernelCounter({ ...options, readCall: readCallOf(terms) });
addCaptureRange(counter, path, range);
const counts: RangeCounts = { counts: counter.finish(), idHashes: counter.idHashes() };
parentPort?.postMessage(counts, [counts.idHashes.buffer as ArrayBuffer]);
