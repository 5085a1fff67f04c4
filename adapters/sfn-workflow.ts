import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { MessageTooLargeError } from '#core/remote-errors';
import type { Workflow } from '#ports/workflow';
import { clientSettings } from './client-settings.ts';
import { isNamed, wrapSdkError } from './wrap-sdk-error.ts';

const client = new SFNClient(clientSettings(6));

/** Step Functions takes payloads of at most 256 KiB. */
const MOST_BYTES = 256 * 1024;
/** Answered, timed out or never ours: whatever it was, nobody waits for this answer any more. */
const EXPIRED = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

export const sfnWorkflow: Workflow = {
  async start(machineArn, name, input) {
    const payload = toPayload(`the input of ${name}`, input);
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: payload }));
      return 'started';
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return 'already-exists';
      throw wrapSdkError(`Step Functions StartExecution ${machineArn} ${name}`, error);
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
      throw wrapSdkError(`Step Functions DescribeExecution ${executionArn}`, error);
    }
  },

  async succeedTask(taskToken, output) {
    try {
      await client.send(
        new SendTaskSuccessCommand({ taskToken, output: toPayload('the task output', output) }),
      );
      return 'accepted';
    } catch (error) {
      if (isNamed(error, ...EXPIRED)) return 'expired';
      throw wrapSdkError('Step Functions SendTaskSuccess', error);
    }
  },
};

function toPayload(where: string, value: unknown): string {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  throw new MessageTooLargeError('the payload is too large for a state machine', {
    where,
    received: `${bytes} bytes`,
    allowed: `at most ${MOST_BYTES} bytes`,
    fix: 'write the content to S3 and pass its key',
  });
}
