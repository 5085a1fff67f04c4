import type { JobOutcome, RunningJob, StopReason } from '../engine/types.ts';
import { failedJob } from './finished-job.ts';

interface Waiting {
  readonly name: string;
  readonly start: () => RunningJob;
  readonly settle: (outcome: JobOutcome) => void;
}

/**
 * Runs jobs, a few at a time: a laptop has few cores, and a job that waits shows as Starting, as on a busy day on AWS.
 */
export class JobQueue {
  readonly #mostAtOnce: number;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<string, RunningJob>();
  #isClosed = false;

  constructor(mostAtOnce: number) {
    this.#mostAtOnce = mostAtOnce;
  }

  /** Resolves with the outcome, whether the job ran, failed or was stopped while it waited. */
  run(name: string, start: () => RunningJob): Promise<JobOutcome> {
    return new Promise((settle) => {
      // After stopAll nothing starts: the record stays InProgress, and the next start of the server takes it up.
      if (this.#isClosed) return;
      this.#waiting.push({ name, start, settle });
      this.#next();
    });
  }

  async stop(name: string, why: StopReason): Promise<void> {
    const index = this.#waiting.findIndex((job) => job.name === name);
    const waiting = this.#waiting[index];
    if (waiting !== undefined) {
      this.#waiting.splice(index, 1);
      const now = new Date();
      waiting.settle({ status: 'Stopped', secondaryStatus: 'Stopped', startedAt: now, endedAt: now });
      return;
    }
    await this.#running.get(name)?.stop(why);
  }

  async stopAll(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    await Promise.all([...this.#running.values()].map((job) => job.stop('Interrupted')));
  }

  #next(): void {
    while (this.#running.size < this.#mostAtOnce) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      const running = started(job.start);
      this.#running.set(job.name, running);
      void running.outcome.then((outcome) => {
        this.#running.delete(job.name);
        job.settle(outcome);
        this.#next();
      });
    }
  }
}

/** A job that cannot even be started is a failed job: the ones behind it must run. */
function started(start: () => RunningJob): RunningJob {
  try {
    return start();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return failedJob(`InternalServerError: ${text}`, Date.now());
  }
}
