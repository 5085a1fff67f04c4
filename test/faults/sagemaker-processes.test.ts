/** Faults of jobs and endpoints with real processes on the embedded cloud. */
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRunning } from '#local/cloud/process-identity';
import { anyRole, machineArn, stateMachine } from '../local/cloud/support/resources.ts';
import { createStack, eventually } from '../local/cloud/support/test-cloud.ts';
import {
  realModel,
  realTraining,
  type RealLifecycle,
  startRealLifecycle,
} from '../local/sagemaker/control-plane/support/real-lifecycle.ts';

const LONG_SECONDS = 3;
let real: RealLifecycle;

beforeAll(async () => {
  real = await startRealLifecycle();
  const train = (request: object) => ({
    StartAt: 'Train',
    States: {
      Train: {
        ...{
          Type: 'Task',
          Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
          Parameters: request,
        },
        End: true,
      },
    },
  });
  const tooLong = { ...realTraining('too-long', 30), StoppingCondition: { MaxRuntimeInSeconds: 1 } };
  await createStack(real.cloud, 'machines', {
    Role: anyRole('states.amazonaws.com'),
    TooLong: stateMachine('too-long', train(tooLong)),
    Quota: stateMachine('quota', train(realTraining('quota'))),
    Throttling: stateMachine('throttling', train(realTraining('throttling'))),
    Capacity: stateMachine('capacity', train(realTraining('capacity'))),
  });
});
afterAll(() => real.stop());

const describe = (TrainingJobName: string) => real.sagemaker.describeTrainingJob({ TrainingJobName });
const isTraining = (name: string) =>
  eventually(async () => (await describe(name)).SecondaryStatus === 'Training');
const ended = (name: string) =>
  eventually(async () => {
    // A server that is being started refuses connections: asked again.
    const job = await describe(name).catch(() => undefined);
    return job === undefined || ['InProgress', 'Stopping'].includes(job.TrainingJobStatus ?? '')
      ? undefined
      : job;
  }, 40);
const statuses = async (name: string) =>
  ((await describe(name)).SecondaryStatusTransitions ?? []).map(({ Status }) => Status);

/** Runs a state machine to its end. */
async function execute(machine: string) {
  const { sfn } = real.cloud.clients;
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineArn(machine) }),
  );
  return await eventually(async () => {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  }, 40);
}

async function fail(failure: object): Promise<void> {
  const { sagemaker, adminToken } = real.cloud.running;
  const answer = await fetch(`${sagemaker.url}/_local/failures`, {
    ...{ method: 'POST', headers: { 'x-local-token': adminToken }, body: JSON.stringify(failure) },
  });
  expect(answer.status).toBe(200);
}

test('C-05 a job over its time is Stopped, never Completed, and the state machine takes it for a failure', async () => {
  const execution = await execute('too-long');
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(await describe('too-long')).toMatchObject({
    ...{ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' },
  });
});

test('C-08 a job whose instance is taken back runs again from the start and completes', async () => {
  await fail({ kind: 'spot-interruption', match: 'spot', times: 1 });
  await real.sagemaker.createTrainingJob(realTraining('spot', 1));
  expect((await ended('spot')).TrainingJobStatus).toBe('Completed');
  const found = await statuses('spot');
  expect(found.filter((status) => status === 'Interrupted')).toHaveLength(1);
  expect(found.slice(-4)).toEqual(['Downloading', 'Training', 'Uploading', 'Completed']);
});

test('quota, throttling and lack of capacity reach a state machine under the names it retries on', async () => {
  const cases = [
    ['quota', 'SageMaker.ResourceLimitExceededException', 'account-level service limit'],
    ['throttling', 'SageMaker.AmazonSageMakerException', 'ThrottlingException'],
    ['capacity', 'States.TaskFailed', 'CapacityError'],
  ] as const;
  for (const [kind, error, cause] of cases) {
    await fail({ kind, match: kind, times: 1 });
    const execution = await execute(kind);
    expect(execution).toMatchObject({ status: 'FAILED', error });
    expect(execution.cause).toContain(cause);
  }
});

test('L-01 after a SIGKILL of SageMaker local the job runs again and completes, and the endpoint is back', async () => {
  const { sagemaker, runtime, cloud } = real;
  await sagemaker.createModel(realModel('spot'));
  const variant = {
    VariantName: 'v1',
    ModelName: 'spot',
    InstanceType: 'ml.m5.large' as const,
    InitialInstanceCount: 1,
  };
  await sagemaker.createEndpointConfig({ EndpointConfigName: 'e', ProductionVariants: [variant] });
  await sagemaker.createEndpoint({ EndpointName: 'e', EndpointConfigName: 'e' });
  await eventually(async () => {
    const { EndpointStatus } = await sagemaker.describeEndpoint({ EndpointName: 'e' });
    return EndpointStatus === 'InService';
  });
  await sagemaker.createTrainingJob(realTraining('killed', LONG_SECONDS));
  await isTraining('killed');

  const killed = cloud.running.sagemaker;
  process.kill(killed.pid, 'SIGKILL');
  await eventually(() => Promise.resolve(!isRunning(killed)));
  await expect(describe('killed')).rejects.toThrow(/does not answer/);
  await cloud.restart();

  const answer = await runtime.invokeEndpoint({
    EndpointName: 'e',
    Body: '0.5,0.5',
    ContentType: 'text/csv',
  });
  expect(Number(Buffer.from(answer.Body).toString())).toBeCloseTo(1.75, 1);
  expect((await ended('killed')).TrainingJobStatus).toBe('Completed');
  expect(await statuses('killed')).toContain('Restarting');
});
