import { once } from 'node:events';
import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CaptureCounterOptions, CaptureCounts } from '#core/engine/kernel/capture-counter';
import type { IdPart } from '#core/engine/kernel/kernel-counter';
import type { CaptureTerms } from '#core/serving/capture/capture-terms';
import type { AddedFiles } from './add-capture-files.ts';
import type { SharedPieces } from './shared-pieces.ts';

/** What a thread can be told: no functions. */
export type ThreadOptions = Omit<CaptureCounterOptions, 'readCall'> & { readonly terms?: CaptureTerms };

export type PiecesTask = ThreadOptions & { readonly shared: SharedPieces };

export interface PiecesCounts {
  readonly added: AddedFiles;
  readonly counts: CaptureCounts;
}

const PROGRAM = new URL(`./pieces-worker${extname(import.meta.url)}`, import.meta.url);

/** The thread that counts the other half; questions are asked one after the other. */
export class SecondThread {
  readonly #worker: Worker;
  readonly #counts: Promise<PiecesCounts>;
  readonly #ended: Promise<never>;

  constructor(task: PiecesTask) {
    // It makes little garbage; left alone it would keep three times as much room for it.
    const resourceLimits = { maxYoungGenerationSizeMb: 4 };
    this.#worker = new Worker(PROGRAM, { workerData: task, env: threadEnvironment(), resourceLimits });
    this.#ended = new Promise((_, reject) => {
      this.#worker.once('error', reject);
      this.#worker.once('exit', () => {
        reject(new Error('a thread ended without having counted'));
      });
    });
    // It is waited for later; until then its failure must not count as nobody's.
    this.#ended.catch(() => undefined);
    this.#counts = this.#answer<PiecesCounts>();
    this.#counts.catch(() => undefined);
  }

  /** @throws what the thread throws */
  counts(): Promise<PiecesCounts> {
    return this.#counts;
  }

  /** After its counts: a part of its ids; undefined behind the last one. @throws what the thread throws */
  idPart(part: number): Promise<IdPart | undefined> {
    this.#worker.postMessage(part);
    return this.#answer<IdPart | undefined>();
  }

  end(): void {
    void this.#worker.terminate();
  }

  async #answer<Answer>(): Promise<Answer> {
    const [answer] = (await Promise.race([once(this.#worker, 'message'), this.#ended])) as [Answer];
    return answer;
  }
}

/** Where the program keeps the code that its TypeScript became, the thread finds it: it starts in a quarter of the time. */
function threadEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}
