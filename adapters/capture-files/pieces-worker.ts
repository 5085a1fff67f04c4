import { parentPort, workerData } from 'node:worker_threads';
import { KernelCounter } from '#core/engine/kernel/kernel-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCaptureFiles } from './add-capture-files.ts';
import { giveBack } from './give-back.ts';
import type { IdsQuestion, PiecesCounts, PiecesTask } from './second-thread.ts';
import { piecesFrom } from './shared-pieces.ts';

/** Counts its pieces of some files, then compares its ids with those of the thread that started it, which merges. */
const { shared, from, terms, ...options } = workerData as PiecesTask;
const counter = new KernelCounter({ ...options, readCall: readCallOf(terms), keepsFirstIds: true });
const added = await addCaptureFiles(counter, piecesFrom(shared, from));
const counts: PiecesCounts = { added, counts: counter.finish() };
parentPort?.postMessage(counts);
parentPort?.on('message', ({ part, upper }: IdsQuestion) => {
  const lower = counter.idPart(part, 'lower');
  parentPort?.postMessage(lower, lower === undefined ? [] : [lower.slots.buffer]);
  parentPort?.postMessage(upper === undefined ? 0 : counter.countKnownIds(upper));
  if (upper !== undefined) giveBack(upper.slots);
});
