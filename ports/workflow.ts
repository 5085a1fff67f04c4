/** Starting and describing state-machine executions. */
export type StartOutcome = 'started' | 'already-exists';

export interface ExecutionDescription {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

export interface Workflow {
  /** Both answers are success: the name is deterministic, so an existing execution is this one. */
  start(machineArn: string, name: string, input: unknown): Promise<StartOutcome>;
  describe(executionArn: string): Promise<ExecutionDescription | undefined>;
  succeedTask(taskToken: string, output: unknown): Promise<'accepted' | 'expired'>;
}
