/** Executions that are open while something happens to their machine or to their job. */
import { DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyRole, machineArn, stateMachine } from './support/resources.ts';
import { createStack, eventually, startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;

/** Waits for a job, and then tells which definition it is. */
const told = (definition: string, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Train',
  States: {
    Train: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
      Arguments: { TrainingJobName: '{% $states.input.name %}' },
      Next: 'Tell',
      ...more,
    },
    Tell: { Type: 'Pass', Output: { definition }, End: true },
  },
});
const resources = (definition: string) => ({
  Role: anyRole('states.amazonaws.com'),
  Told: stateMachine('told', told(definition)),
  AtMost: stateMachine('at-most', told(definition, { TimeoutSeconds: 1 })),
  Describe: stateMachine('describe', {
    QueryLanguage: 'JSONata',
    StartAt: 'Look',
    States: {
      Look: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob',
        Arguments: { TrainingJobName: '{% $states.input.name %}' },
        Output: '{% $states.result.TrainingJobStatus %}',
        End: true,
      },
    },
  }),
});

beforeAll(async () => {
  cloud = await startTestCloud();
  await createStack(cloud, 'machines', resources('first'));
});
afterAll(() => cloud.stop());

async function redeploy(definition: string): Promise<void> {
  const { cloudFormation } = cloud.clients;
  const TemplateBody = JSON.stringify({ Resources: resources(definition) });
  await cloudFormation.send(
    new UpdateStackCommand({
      ...{ StackName: 'machines', TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] },
    }),
  );
  await eventually(async () => {
    const found = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'machines' }));
    return found.Stacks?.[0]?.StackStatus === 'UPDATE_COMPLETE';
  });
}

async function start(machine: string, name: string): Promise<string> {
  const stateMachineArn = machineArn(machine);
  const input = JSON.stringify({ name });
  const { executionArn = '' } = await cloud.clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn, input }),
  );
  return executionArn;
}
const look = (executionArn: string) => cloud.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
const ended = (executionArn: string) =>
  eventually(async () => {
    const found = await look(executionArn);
    return found.status === 'RUNNING' ? undefined : found;
  });
const outputOf = async (executionArn: string) =>
  JSON.parse((await ended(executionArn)).output ?? '') as unknown;
const jobStatus = async (name: string) => outputOf(await start('describe', name));

test('B-13 an execution that is open when its machine is deployed anew ends in the definition it began with', async () => {
  const open = await start('told', 'slow-3000');
  await eventually(async () => (await jobStatus('slow-3000').catch(() => undefined)) === 'InProgress');
  await redeploy('second');
  expect((await look(open)).status).toBe('RUNNING');
  expect(await outputOf(await start('told', 'quick'))).toEqual({ definition: 'second' });
  expect(await outputOf(open)).toEqual({ definition: 'first' });
});

test('C-11 a job that ends before it can be stopped is let be, and its task times out all the same', async () => {
  const name = 'slow-60000-ends-first';
  expect(await ended(await start('at-most', name))).toMatchObject({
    ...{ status: 'FAILED', error: 'States.Timeout' },
  });
  await eventually(async () => (await jobStatus(name)) === 'Completed');
});

test('C-11 an execution that is aborted then stays aborted', async () => {
  const name = 'slow-60001-ends-first';
  const executionArn = await start('told', name);
  await eventually(async () => (await jobStatus(name).catch(() => undefined)) === 'InProgress');
  await cloud.clients.sfn.send(new StopExecutionCommand({ executionArn }));
  await eventually(async () => (await jobStatus(name)) === 'Completed');
  expect((await look(executionArn)).status).toBe('ABORTED');
});
