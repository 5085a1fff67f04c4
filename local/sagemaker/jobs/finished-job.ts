import type { JobOutcome, RunningJob } from '../engine/types.ts';

/** A job that ended before it had a process. */
export function finishedJob(outcome: JobOutcome): RunningJob {
  return { pid: undefined, outcome: Promise.resolve(outcome), stop: () => Promise.resolve() };
}

/** @param at  epoch milliseconds */
export function failedJob(failureReason: string, at: number): RunningJob {
  const [startedAt, endedAt] = [new Date(at), new Date(at)];
  return finishedJob({ status: 'Failed', secondaryStatus: 'Failed', failureReason, startedAt, endedAt });
}
