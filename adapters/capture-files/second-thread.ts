import { on } from 'node:events';
import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CaptureCounterOptions, CaptureCounts } from '#core/engine/kernel/capture-counter';
import type { IdPart, KernelCounter, PreparedKernel } from '#core/engine/kernel/kernel-counter';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import type { AddedFiles } from './add-capture-files.ts';
import { giveBack } from './give-back.ts';
import type { SharedPieces } from './shared-pieces.ts';

/** What a thread can be told: no functions. */
export type ThreadOptions = Omit<CaptureCounterOptions, 'readCall'> & { readonly terms?: CaptureTerms };

export type PiecesTask = ThreadOptions & { readonly shared: SharedPieces; readonly from: number };

export interface PiecesCounts {
  readonly added: AddedFiles;
  readonly counts: CaptureCounts;
}

/** A part of this thread's ids, to be looked for there; and which part of its own ids is to be looked for here. */
export interface IdsQuestion {
  readonly part: number;
  readonly upper: IdPart | undefined;
}

const PROGRAM = new URL(`./pieces-worker${extname(import.meta.url)}`, import.meta.url);

/** The thread that counts what the first one does not. Its answers come in the order of the questions. */
export class SecondThread {
  readonly #worker: Worker;
  readonly #messages: AsyncIterator<readonly unknown[], unknown>;

  constructor(task: PiecesTask) {
    // It makes little garbage; left alone it would keep three times as much room for it.
    const resourceLimits = { maxYoungGenerationSizeMb: 4 };
    this.#worker = new Worker(PROGRAM, { workerData: task, env: threadEnvironment(), resourceLimits });
    this.#messages = on(this.#worker, 'message', { close: ['exit'] });
  }

  /** Gives it what it need not work out itself; it begins to count then. */
  begin(prepared: PreparedKernel): void {
    this.#worker.postMessage(prepared, [prepared.tables.buffer]);
  }

  /** @throws what the thread throws */
  counts(): Promise<PiecesCounts> {
    return this.#answer<PiecesCounts>();
  }

  /** Each thread looks for one half of the other's ids, both at the same time. @throws what the thread throws */
  async hasKnownIds(counter: KernelCounter): Promise<boolean> {
    for (let part = 0; ; part += 1) {
      const upper = counter.idPart(part, 'upper');
      const question: IdsQuestion = { part, upper };
      this.#worker.postMessage(question, upper === undefined ? [] : [upper.slots.buffer]);
      const lower = await this.#answer<IdPart | undefined>();
      const known = lower === undefined ? 0 : counter.countKnownIds(lower);
      if (lower !== undefined) giveBack(lower.slots);
      if (known + (await this.#answer<number>()) > 0) return true;
      if (lower === undefined && upper === undefined) return false;
    }
  }

  end(): void {
    void this.#worker.terminate();
  }

  async #answer<Answer>(): Promise<Answer> {
    const { value, done } = await this.#messages.next();
    if (done === true) throw new Error('a thread ended without having counted');
    return value[0] as Answer;
  }
}

/** Where the program keeps the code that its TypeScript became, the thread finds it: it starts in a quarter of the time. */
function threadEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}
