/** SageMaker local itself is killed while the emulator waits for one of its jobs. */
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRunning } from '#local/cloud/process-identity';
import { anyRole, machineArn, stateMachine } from '../../cloud/support/resources.ts';
import { createStack, eventually } from '../../cloud/support/test-cloud.ts';
import { realTraining, type RealLifecycle, startRealLifecycle } from './support/real-lifecycle.ts';

const NAME = 'lone';
const TRAINING_SECONDS = 3;
let real: RealLifecycle;

beforeAll(async () => {
  real = await startRealLifecycle();
  await createStack(real.cloud, 'machines', {
    Role: anyRole('states.amazonaws.com'),
    Machine: stateMachine(NAME, {
      StartAt: 'Train',
      States: {
        Train: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
          Parameters: realTraining(NAME, TRAINING_SECONDS),
          End: true,
        },
      },
    }),
  });
});
afterAll(() => real.stop());

test('L-01 after a SIGKILL of the server in mid-training the job runs again and the execution ends with it', async () => {
  const { sfn } = real.cloud.clients;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn(NAME) }));
  const look = () => real.sagemaker.describeTrainingJob({ TrainingJobName: NAME });
  await eventually(async () => (await look().catch(() => undefined))?.SecondaryStatus === 'Training');
  const execution = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { sagemaker } = real.cloud.running;

  process.kill(sagemaker.pid, 'SIGKILL');
  await eventually(async () => !isRunning(sagemaker));
  // Long enough for the emulator to have asked in vain more than once.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect((await execution()).status).toBe('RUNNING');
  await real.cloud.restart();

  const ended = await eventually(async () => {
    const found = await execution();
    return found.status === 'RUNNING' ? undefined : found;
  }, 60);
  expect([ended.status, ended.error, ended.cause]).toEqual(['SUCCEEDED', undefined, undefined]);
  const job = await look();
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toContain('Restarting');
});
