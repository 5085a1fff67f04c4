import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyRole, machineArn, stateMachine } from '#test/local/cloud/support/resources';
import {
  createStack,
  eventually,
  startTestCloud,
  type TestCloud,
} from '#test/local/cloud/support/test-cloud';
import { readMachine } from '#test/statemachines/support/definition';

/** The training machine's own states around jobs, with nothing but a beginning and an end of its own. */
const { ScoreContenders, ...others } = readMachine('training').States;
const pick = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, others[name]] as const));
const END = { Type: 'Pass', End: true };
const FAILED = { Type: 'Fail', Error: 'ContestFailed', Cause: '{% $failure.cause %}' };

const scoring = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: {
      Type: 'Pass',
      Assign: { contenders: '{% $states.input.contenders %}', transformConcurrency: 2 },
      Next: 'ScoreContenders',
    },
    ScoreContenders,
    EvaluateContenders: END,
    FailContest: FAILED,
  },
};

const training = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: {
      Type: 'Pass',
      Assign: { training: '{% $states.input %}', attempt: 4, polls: 0 },
      Next: 'TrainCandidate',
    },
    ...pick('TrainCandidate', 'AdoptTrainingJob', 'DescribeTrainingJob', 'TrainingEnded', 'CapacityShort'),
    WaitForCapacity: END,
    StoreArtifact: END,
    FailContest: FAILED,
  },
};

const contender = (name: string, isRequired: boolean, job = name) => ({
  ...{ contender: name, isRequired },
  modelRequest: { ModelName: `model-${name}` },
  transformRequest: { TransformJobName: job, ModelName: `model-${name}` },
});

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
  await createStack(cloud, 'training', {
    Role: anyRole('states.amazonaws.com'),
    Scoring: stateMachine('scoring', scoring),
    Training: stateMachine('training', training),
  });
});
afterAll(() => cloud.stop());

async function run(machine: string, input: unknown) {
  const { sfn } = cloud.clients;
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineArn(machine), input: JSON.stringify(input) }),
  );
  const ended = await eventually(async () => {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status !== 'RUNNING' && found;
  }, 60);
  const output = ended.output === undefined ? undefined : (JSON.parse(ended.output) as unknown);
  return { status: ended.status, error: ended.error, cause: ended.cause, output };
}

test('scores all, leaves out a former champion that fails, and hands on who did what', async () => {
  const contenders = [contender('c-1', true), contender('v2', true), contender('v1-fail', false)];
  const { status, output } = await run('scoring', { contenders });
  expect(status).toBe('SUCCEEDED');
  expect(output).toEqual([
    { contender: 'c-1', errorName: '', cause: '' },
    { contender: 'v2', errorName: '', cause: '' },
    {
      contender: 'v1-fail',
      errorName: expect.stringMatching(/./) as string,
      cause: expect.stringContaining('Failed') as string,
    },
  ]);
});

test('C-04 a transform job of this name is adopted, whatever it came to', async () => {
  const again = [contender('c-1', true), contender('v1-fail', false)];
  const { status, output } = await run('scoring', { contenders: again });
  expect(status).toBe('SUCCEEDED');
  expect(output).toEqual([
    { contender: 'c-1', errorName: '', cause: '' },
    {
      contender: 'v1-fail',
      errorName: 'States.TaskFailed',
      cause: expect.stringContaining('Failed') as string,
    },
  ]);
});

test('B-16 without a required contender the map fails and says who', async () => {
  const outcome = await run('scoring', { contenders: [contender('c-fail', true)] });
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'ContestFailed' });
});

test('C-04 C-05 a training job of this name is adopted; one that failed fails the contest', async () => {
  const job = (name: string) => ({
    TrainingJobName: name,
    ModelArtifacts: { S3ModelArtifacts: `s3://staging/${name}/model.tar.gz` },
  });
  const adopted = { artifactUri: 's3://staging/job/model.tar.gz' };
  expect(await run('training', job('job'))).toMatchObject({ status: 'SUCCEEDED', output: adopted });
  expect(await run('training', job('job'))).toMatchObject({
    status: 'SUCCEEDED',
    output: expect.objectContaining(adopted) as object,
  });
  expect(await run('training', job('job-fail'))).toMatchObject({ status: 'FAILED' });
  expect(await run('training', job('job-fail'))).toMatchObject({ status: 'FAILED', error: 'ContestFailed' });
});
