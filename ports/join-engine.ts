/** Joins of more rows than a function holds: a statement is started, described until it has ended, and read from S3. */
import type { JoinStatement } from '#core/serving/join-query/statements';

export interface JoinRun {
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Why it failed or was cancelled, in the engine's words. */
  readonly reason?: string;
  /** What the engine has read so far, which is what it is paid for. */
  readonly scannedBytes: number;
}

export interface JoinEngine {
  /** Starts a statement once, however often it is asked for: by its token. @returns the id of the run */
  start(statement: JoinStatement): Promise<string>;
  /** @throws ServiceRefusedError for a run that nobody knows */
  describe(runId: string): Promise<JoinRun>;
}
