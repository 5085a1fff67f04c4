import type { ExecutionDescription, Workflow } from '#ports/workflow';

export interface MemoryWorkflow extends Workflow {
  readonly started: { readonly machineArn: string; readonly name: string; readonly input: unknown }[];
  readonly answered: { readonly taskToken: string; readonly output: unknown }[];
  readonly executions: Map<string, ExecutionDescription>;
}

/** Remembers what was started; a second start of one name is `already-exists`, as when the input differs or it ended. */
export function memoryWorkflow(): MemoryWorkflow {
  const started: MemoryWorkflow['started'] = [];
  const answered: MemoryWorkflow['answered'] = [];
  const executions = new Map<string, ExecutionDescription>();
  return {
    started,
    answered,
    executions,
    start: async (machineArn, name, input) => {
      if (started.some((execution) => execution.machineArn === machineArn && execution.name === name))
        return 'already-exists';
      started.push({ machineArn, name, input });
      return 'started';
    },
    describe: async (executionArn) => executions.get(executionArn),
    succeedTask: async (taskToken, output) => {
      answered.push({ taskToken, output });
      return 'accepted';
    },
  };
}
