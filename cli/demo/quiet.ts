/** Knowing that nothing is under way: queues and executions are asked, never the clock. */
import { setTimeout as delay } from 'node:timers/promises';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { MachineName, QueueName } from '#lib/names';
import type { EnvironmentNames } from '../environment-names.ts';
import { DemoStepError } from './errors.ts';

export interface Quiet {
  /** Waits until none of the queues holds a message, waiting or in work. @throws DemoStepError when one is stuck */
  queues(...names: readonly QueueName[]): Promise<void>;
  /** Waits until no execution of the machines runs. @throws DemoStepError when one does not end */
  machines(...names: readonly MachineName[]): Promise<void>;
  isRunning(machine: MachineName): Promise<boolean>;
  /** For loops that look again. */
  pause(milliseconds: number): Promise<void>;
}

/** What a queue feeds, in the words of the story. */
const STEP_OF_QUEUE: Readonly<Record<QueueName, string>> = {
  intake: 'data',
  captures: 'capture',
  'capture-objects': 'capture',
  labels: 'labels',
  ticks: 'clock',
  retrain: 'governor',
};
const STEP_OF_MACHINE: Readonly<Record<MachineName, string>> = {
  data: 'data',
  training: 'training',
  deployment: 'serving',
  monitoring: 'monitoring',
  sketching: 'monitoring',
};

/** A queue that holds as much as before for so long is stuck; every function that reads one is faster. */
const STUCK_SECONDS = 18;
const MACHINE_PATIENCE_SECONDS = 300;
/** Between two looks: short after the first, longer the longer it takes, since looking costs the cloud as well. */
const FIRST_LOOK_MILLISECONDS = 30;
const LONGEST_LOOK_MILLISECONDS = 200;
const LOOK_GROWTH = 1.3;

export function quiet(names: EnvironmentNames): Quiet {
  const sqs = new SQSClient({});
  const sfn = new SFNClient({});
  const messagesIn = async (name: QueueName) => {
    const { Attributes: attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: names.queueUrl(name),
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(attributes).reduce((sum, count) => sum + Number(count), 0);
  };
  const isRunning = async (machine: MachineName) => {
    const stateMachineArn = names.machineArn(machine);
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 }),
    );
    return executions.length > 0;
  };
  return {
    isRunning,
    pause: (milliseconds) => delay(milliseconds),
    async queues(...queueNames) {
      for (const name of queueNames) {
        let [before, since] = [-1, performance.now()];
        const look = patience();
        for (let now = await messagesIn(name); now > 0; now = await messagesIn(name)) {
          if (now !== before) [before, since] = [now, performance.now()];
          if (performance.now() - since > STUCK_SECONDS * 1000) throw stuckQueue(name, now);
          await look();
        }
      }
    },
    async machines(...machineNames) {
      for (const machine of machineNames) {
        const since = performance.now();
        const look = patience();
        while (await isRunning(machine)) {
          if (performance.now() - since > MACHINE_PATIENCE_SECONDS * 1000) throw stuckMachine(machine);
          await look();
        }
      }
    },
  };
}

function patience(): () => Promise<void> {
  let milliseconds = FIRST_LOOK_MILLISECONDS;
  return async () => {
    await delay(milliseconds);
    milliseconds = Math.min(milliseconds * LOOK_GROWTH, LONGEST_LOOK_MILLISECONDS);
  };
}

function stuckQueue(name: QueueName, messages: number): DemoStepError {
  return new DemoStepError('a queue is not worked on', {
    where: STEP_OF_QUEUE[name],
    received: `${messages} messages in ${name}, none taken for ${STUCK_SECONDS} s`,
    fix: 'look at the function behind the queue: run again with --keep, then gyre local logs',
  });
}

function stuckMachine(machine: MachineName): DemoStepError {
  return new DemoStepError('an execution does not end', {
    where: STEP_OF_MACHINE[machine],
    received: `${machine} runs for more than ${MACHINE_PATIENCE_SECONDS} s`,
    fix: 'run it again with --keep, then look at gyre local logs',
  });
}
