import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { KernelCounter, type PreparedKernel } from '#core/engine/kernel/kernel-counter';
import { readCallOf } from '#core/engine/kernel/read-call';
import { addCaptureFiles } from './add-capture-files.ts';
import { giveBack } from './give-back.ts';
import type { IdsQuestion, PiecesCounts, PiecesTask } from './second-thread.ts';
import { piecesFrom } from './shared-pieces.ts';

/** Counts its pieces of some files, then compares its ids with those of the thread that started it, which merges. */
const { shared, from, terms, ...options } = workerData as PiecesTask;
const port = parentPort;
if (port === null) throw new Error('this program is a thread of another one');
const [prepared] = (await once(port, 'message')) as [PreparedKernel];
const counter = new KernelCounter({ ...options, prepared, readCall: readCallOf(terms), keepsFirstIds: true });
const added = await addCaptureFiles(counter, piecesFrom(shared, from));
const counts: PiecesCounts = { added, counts: counter.finish() };
port.postMessage(counts);
port.on('message', ({ part, upper }: IdsQuestion) => {
  const lower = counter.idPart(part, 'lower');
  port.postMessage(lower, lower === undefined ? [] : [lower.slots.buffer]);
  port.postMessage(upper === undefined ? 0 : counter.countKnownIds(upper));
  if (upper !== undefined) giveBack(upper.slots);
});
