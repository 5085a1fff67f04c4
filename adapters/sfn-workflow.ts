import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '#ports/workflow';

const client = new SFNClient({ maxAttempts: 6 });

export const sfnWorkflow: Workflow = {
  async start(machineArn, name, input) {
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }),
      );
      return 'started';
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return 'already-exists';
      throw error;
    }
  },

  async describe(executionArn) {
    try {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      return {
        status: execution.status ?? 'RUNNING',
        ...(execution.output === undefined ? {} : { output: JSON.parse(execution.output) as unknown }),
        ...(execution.error === undefined ? {} : { error: execution.error }),
        ...(execution.cause === undefined ? {} : { cause: execution.cause }),
      };
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return undefined;
      throw error;
    }
  },

  async succeedTask(taskToken, output) {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      return 'accepted';
    } catch (error) {
      // Answered, timed out or never ours: whatever it was, nobody waits for this answer any more.
      if (
        isNamed(error, 'TaskTimedOut') ||
        isNamed(error, 'TaskDoesNotExist') ||
        isNamed(error, 'InvalidToken')
      ) {
        return 'expired';
      }
      throw error;
    }
  },
};

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
