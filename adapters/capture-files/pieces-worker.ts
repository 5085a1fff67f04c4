import { parentPort, workerData } from 'node:worker_threads';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCaptureFiles } from './add-capture-files.ts';
import type { PiecesCounts, PiecesTask } from './second-thread.ts';
import { secondPieces } from './shared-pieces.ts';

/** Counts its pieces of some files, then gives out its ids part by part; the thread that started this one merges. */
const { shared, terms, ...options } = workerData as PiecesTask;
const counter = new KernelCounter({ ...options, readCall: readCallOf(terms), keepsFirstIds: true });
const added = await addCaptureFiles(counter, secondPieces(shared));
const counts: PiecesCounts = { added, counts: counter.finish() };
parentPort?.postMessage(counts);
parentPort?.on('message', (part: number) => {
  const ids = counter.idPart(part);
  parentPort?.postMessage(ids, ids === undefined ? [] : [ids.slots.buffer]);
});
