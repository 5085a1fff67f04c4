/** Knowing that nothing is under way: queues and executions are asked, never the clock. */
import { setTimeout as delay } from 'node:timers/promises';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { MachineName, QueueName } from '#lib/names';
import type { EnvironmentNames } from '../environment-names.ts';
import { waitFor } from './wait-for.ts';

export interface Quiet {
  /** Waits until none of the queues holds a message, waiting or in work. */
  queues(...names: readonly QueueName[]): Promise<void>;
  /** Waits until no execution of the machines runs. */
  machines(...names: readonly MachineName[]): Promise<void>;
  isRunning(machine: MachineName): Promise<boolean>;
  /** A moment, for loops that look again. */
  pause(): Promise<void>;
}

const PATIENCE_SECONDS = 240;
const PAUSE_MILLISECONDS = 150;

export function quiet(names: EnvironmentNames): Quiet {
  const sqs = new SQSClient({});
  const sfn = new SFNClient({});
  const isEmpty = async (name: QueueName) => {
    const { Attributes: attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: names.queueUrl(name),
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(attributes).every((count) => count === '0');
  };
  const isRunning = async (machine: MachineName) => {
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({
        stateMachineArn: names.machineArn(machine),
        statusFilter: 'RUNNING',
        maxResults: 1,
      }),
    );
    return executions.length > 0;
  };
  return {
    isRunning,
    pause: () => delay(PAUSE_MILLISECONDS),
    async queues(...queueNames) {
      for (const name of queueNames) {
        await waitFor(
          `queue ${name} is empty`,
          async () => ((await isEmpty(name)) ? true : undefined),
          PATIENCE_SECONDS,
        );
      }
    },
    async machines(...machineNames) {
      for (const machine of machineNames) {
        await waitFor(
          `no execution of ${machine} runs`,
          async () => ((await isRunning(machine)) ? undefined : true),
          PATIENCE_SECONDS,
        );
      }
    },
  };
}
