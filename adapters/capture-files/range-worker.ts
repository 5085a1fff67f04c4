import { parentPort, workerData } from 'node:worker_threads';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCaptureFiles } from './add-capture-files.ts';
import type { RangesCounts, RangesTask } from './count-in-threads.ts';

/** Counts some files, or parts of them; the thread that started this one merges. */
const { ranges, terms, ...options } = workerData as RangesTask;
const counter = new KernelCounter({ ...options, readCall: readCallOf(terms) });
const added = await addCaptureFiles(counter, ranges);
const counts: RangesCounts = { ...added, counts: counter.finish(), idTables: counter.idTables() };
parentPort?.postMessage(counts, [counts.idTables.buffer as ArrayBuffer]);
