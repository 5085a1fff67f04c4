/** What operators do to a deployed environment, by the services' own APIs. */
import { EventBridgeClient, DisableRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EnvironmentNames } from '#cli/environment-names';
import type { QueueName } from '#lib/names';
import { eventually } from '#test/local/cloud/support/test-cloud';

export interface Operators {
  /** Calls what a schedule calls: schedules are off in this environment. @returns what it answered */
  call(step: string): Promise<unknown>;
  setRule(name: string, isOn: boolean): Promise<void>;
  /** Whether the function takes messages from its queue. */
  setSource(step: string, isOn: boolean): Promise<void>;
  purge(queue: QueueName): Promise<void>;
  stopExecution(executionArn: string): Promise<void>;
}

export function operators(names: EnvironmentNames): Operators {
  const lambda = new LambdaClient({});
  const events = new EventBridgeClient({});
  const mappingsOf = async (step: string) => {
    const FunctionName = names.functionName(step);
    return (
      (await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))).EventSourceMappings ?? []
    );
  };
  return {
    async call(step) {
      const Payload = JSON.stringify({ kind: 'tick', target: 'platform' });
      const FunctionName = names.functionName(step);
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
      const text = Buffer.from(answer.Payload ?? []).toString();
      if (answer.FunctionError !== undefined) throw new Error(`${step}: ${text}`);
      return JSON.parse(text) as unknown;
    },
    async setRule(name, isOn) {
      const Name = `${names.prefix}-${name}`;
      await events.send(isOn ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
    },
    async setSource(step, isOn) {
      for (const { UUID } of await mappingsOf(step))
        await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isOn }));
      const state = isOn ? 'Enabled' : 'Disabled';
      await eventually(async () => (await mappingsOf(step)).every(({ State }) => State === state));
    },
    async purge(queue) {
      await new SQSClient({}).send(new PurgeQueueCommand({ QueueUrl: names.queueUrl(queue) }));
    },
    async stopExecution(executionArn) {
      await new SFNClient({}).send(new StopExecutionCommand({ executionArn, cause: 'an operator' }));
    },
  };
}
