import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyRole, inlineFunction, machineArn, stateMachine } from './support/resources.ts';
import { createStack, eventually, startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;

const job = (resource: string, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Train',
  States: {
    Train: {
      Type: 'Task',
      Resource: resource,
      Arguments: { TrainingJobName: '{% $states.input.name %}' },
      Output: {
        status: '{% $states.result.TrainingJobStatus %}',
        seen: '{% $states.context.Execution.Input.name %}',
      },
      End: true,
      ...more,
    },
  },
});

const VARIANT = {
  ServiceNamespace: 'sagemaker',
  ResourceId: 'endpoint/e/variant/v1',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
};
const sdkTask = (call: string, next: string, parameters: object, more: object = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::aws-sdk:${call}`,
  Arguments: parameters,
  Next: next,
  ...more,
});

beforeAll(async () => {
  cloud = await startTestCloud();
  const throwing =
    'class ColumnMissingError extends Error { constructor(m) { super(m); this.name = "ColumnMissingError"; } }\n' +
    'exports.handler = async (e) => { if (e.isGood) return { ok: true }; throw new ColumnMissingError("no column"); };';
  await createStack(cloud, 'machines', {
    Role: anyRole('lambda.amazonaws.com', 'states.amazonaws.com'),
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'map-results' } },
    Throwing: inlineFunction('throwing', throwing),
    Big: inlineFunction('big', 'exports.handler = async () => "x".repeat(300000);'),
    Train: stateMachine('train', job('arn:aws:states:::sagemaker:createTrainingJob.sync')),
    TrainAtMost: stateMachine('train-at-most', {
      ...job('arn:aws:states:::sagemaker:createTrainingJob.sync', { TimeoutSeconds: 1 }),
    }),
    Describe: stateMachine('describe', job('arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob')),
    Caught: stateMachine('caught', {
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'throwing', 'Payload.$': '$' },
          Catch: [{ ErrorEquals: ['ColumnMissingError'], Next: 'Named' }],
          End: true,
        },
        Named: { Type: 'Pass', Result: { caught: 'by name' }, End: true },
      },
    }),
    Uncaught: stateMachine('uncaught', {
      QueryLanguage: 'JSONata',
      StartAt: 'Keep',
      States: {
        Keep: {
          Type: 'Pass',
          Assign: { kept: '{% $states.input.name %}' },
          Output: { isGood: false },
          Next: 'Call',
        },
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'throwing', Payload: '{% $states.input %}' },
          End: true,
        },
      },
    }),
    TooBig: stateMachine('too-big', {
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'big' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Never' }],
          End: true,
        },
        Never: { Type: 'Pass', End: true },
      },
    }),
    Scaled: stateMachine('scaled', {
      QueryLanguage: 'JSONata',
      StartAt: 'Create',
      States: {
        Create: sdkTask('sagemaker:createEndpoint', 'Register', {
          EndpointName: 'e',
          EndpointConfigName: 'c',
          ProductionVariants: [{ VariantName: 'v1' }],
        }),
        Register: sdkTask('applicationautoscaling:registerScalableTarget', 'Describe', {
          ...VARIANT,
          MinCapacity: 1,
          MaxCapacity: 2,
        }),
        Describe: sdkTask('applicationautoscaling:describeScalableTargets', 'Deregister', {
          ServiceNamespace: 'sagemaker',
        }),
        Deregister: sdkTask('applicationautoscaling:deregisterScalableTarget', 'Again', VARIANT, {
          Assign: { described: '{% $states.input.ScalableTargets %}' },
        }),
        Again: {
          ...sdkTask('applicationautoscaling:deregisterScalableTarget', 'Done', VARIANT),
          Catch: [{ ErrorEquals: ['ApplicationAutoScaling.ObjectNotFoundException'], Next: 'Done' }],
        },
        Done: { Type: 'Pass', Output: '{% $described %}', End: true },
      },
    }),
    Slow: stateMachine('slow', {
      TimeoutSeconds: 1,
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 20, End: true } },
    }),
    Tokens: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'tokens' } },
    Waiting: stateMachine('waiting', {
      QueryLanguage: 'JSONata',
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Arguments: {
            QueueUrl: '{% $states.input.queue %}',
            MessageBody: '{% $states.context.Task.Token %}',
          },
          End: true,
        },
      },
    }),
    Parent: stateMachine('parent', {
      QueryLanguage: 'JSONata',
      StartAt: 'Child',
      States: {
        Child: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Arguments: { StateMachineArn: '{% $states.input.child %}', Input: '{% $states.input.with %}' },
          Output: '{% $states.result.Output %}',
          Catch: [
            {
              ErrorEquals: ['States.TaskFailed'],
              Output: '{% $parse($states.errorOutput.Cause).Error %}',
              Next: 'End',
            },
          ],
          End: true,
        },
        End: { Type: 'Pass', End: true },
      },
    }),
    Batched: stateMachine('batched', {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemBatcher: { MaxItemsPerBatch: 2 },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'One',
            States: { One: { Type: 'Pass', End: true } },
          },
          ResultWriter: {
            Resource: 'arn:aws:states:::s3:putObject',
            Parameters: { Bucket: 'map-results', Prefix: 'out' },
          },
          End: true,
        },
      },
    }),
    Reading: stateMachine('reading', {
      QueryLanguage: 'JSONata',
      StartAt: 'Plan',
      States: {
        Plan: { Type: 'Pass', Assign: { plan: '{% $states.input %}', level: 1 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Label: 'Each',
          MaxConcurrency: '{% $plan.atOnce %}',
          ToleratedFailurePercentage: 0,
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSONL' },
            Arguments: { Bucket: 'map-results', Key: '{% $plan.manifest %}' },
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'One',
            States: {
              One: {
                Type: 'Task',
                Resource: 'arn:aws:states:::lambda:invoke',
                Arguments: { FunctionName: 'throwing', Payload: '{% $states.input %}' },
                // A variable of the outside is not known within a child.
                Output: { answer: '{% $states.result.Payload %}', isKnown: '{% $exists($plan) %}' },
                End: true,
              },
            },
          },
          ResultWriter: {
            Resource: 'arn:aws:states:::s3:putObject',
            Arguments: { Bucket: 'map-results', Prefix: "{% 'read/' & $plan.manifest %}" },
          },
          Assign: { level: '{% $level + 1 %}' },
          Next: 'Done',
        },
        Done: {
          Type: 'Pass',
          Output: { level: '{% $level %}', written: '{% $states.input %}' },
          End: true,
        },
      },
    }),
  });
});
afterAll(() => cloud.stop());

const start = (machine: string, input: object = {}, name?: string) =>
  cloud.clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineArn(machine), input: JSON.stringify(input), name }),
  );

async function ended(executionArn: string | undefined) {
  return await eventually(async () => {
    const found = await cloud.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  });
}
const run = async (machine: string, input: object = {}) =>
  await ended((await start(machine, input)).executionArn);

test('waits for a job in a .sync task and hands on its description', async () => {
  const done = await run('train', { name: 'quick' });
  expect(done.status).toBe('SUCCEEDED');
  expect(JSON.parse(done.output ?? '')).toEqual({ status: 'Completed', seen: 'quick' });
});

test('fails with States.TaskFailed and the description as cause when the job fails', async () => {
  const done = await run('train', { name: 'fail-1' });
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(JSON.parse(done.cause ?? '')).toMatchObject({
    TrainingJobName: 'fail-1',
    TrainingJobStatus: 'Failed',
  });
});

test('B-10 stops the job when the task times out', async () => {
  const done = await run('train-at-most', { name: 'slow-60000' });
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  await eventually(async () => {
    const seen = await run('describe', { name: 'slow-60000' });
    return (JSON.parse(seen.output ?? '{}') as { status?: string }).status === 'Stopped';
  });
});

test('names a failed SDK call as AWS does', async () => {
  expect(await run('describe', { name: 'absent' })).toMatchObject({ error: 'SageMaker.SageMakerException' });
});

test('catches a Lambda error by the name that was thrown', async () => {
  expect(JSON.parse((await run('caught')).output ?? '')).toEqual({ caught: 'by name' });
});

test('fails a payload above 256 KiB, which States.ALL does not catch', async () => {
  expect(await run('too-big')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('times a state machine out as a whole', async () => {
  expect((await run('slow')).status).toBe('TIMED_OUT');
});

test('B-03 closes the token of a task whose execution was stopped', async () => {
  const { sfn, sqs } = cloud.clients;
  const { QueueUrl: queue } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'tokens' }));
  const takeToken = () =>
    eventually(async () => {
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }));
      return message?.Body;
    });
  const answer = (taskToken: string) => sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }));

  const answered = await start('waiting', { queue });
  await answer(await takeToken());
  expect(await ended(answered.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });

  const { executionArn } = await start('waiting', { queue });
  const token = await takeToken();
  await sfn.send(new StopExecutionCommand({ executionArn }));
  const refusal = await eventually(() =>
    answer(token).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  expect(refusal).toMatchObject({ name: 'TaskDoesNotExist' });
  expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED' });
});

test('gives the same execution for the same name and input while it is open', async () => {
  const [first, second] = [
    await start('train', { name: 'slow-1500' }, 'once'),
    await start('train', { name: 'slow-1500' }, 'once'),
  ];
  expect(second.executionArn).toBe(first.executionArn);
  await expect(start('train', { name: 'other' }, 'once')).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
  });
});

test('waits for a child execution, and reports a failed one as States.TaskFailed with its error in the cause', async () => {
  const good = await run('parent', { child: machineArn('train'), with: { name: 'of-parent' } });
  expect(JSON.parse(good.output ?? '')).toMatchObject({ status: 'Completed' });
  const bad = await run('parent', { child: machineArn('uncaught'), with: { name: 'x' } });
  expect(JSON.parse(bad.output ?? '')).toBe('ColumnMissingError');
});

test('redrives a failed execution from the state that failed', async () => {
  const failed = await run('uncaught', { name: 'x' });
  expect(failed).toMatchObject({ status: 'FAILED', error: 'ColumnMissingError' });
  await cloud.clients.sfn.send(new RedriveExecutionCommand({ executionArn: failed.executionArn }));
  expect(await ended(failed.executionArn)).toMatchObject({ status: 'FAILED', input: '{"name":"x"}' });
});

test('batches the items of a distributed Map and writes its results', async () => {
  await cloud.clients.s3.send(new PutObjectCommand({ Bucket: 'map-results', Key: 'k', Body: 'v' }));
  const done = await run('batched', { items: [1, 2, 3] });
  const { ResultWriterDetails } = JSON.parse(done.output ?? '{}') as { ResultWriterDetails: { Key: string } };
  expect(ResultWriterDetails.Key).toMatch(/^out\/.*manifest\.json$/);
});

describe('a distributed Map in JSONata', () => {
  const putManifest = (key: string, items: readonly object[]) =>
    cloud.clients.s3.send(
      new PutObjectCommand({
        ...{ Bucket: 'map-results', Key: key },
        Body: items.map((item) => `${JSON.stringify(item)}\n`).join(''),
      }),
    );
  const readJson = async (Key: string): Promise<unknown> => {
    const { Body } = await cloud.clients.s3.send(new GetObjectCommand({ Bucket: 'map-results', Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };
  const eventsOf = async (executionArn: string | undefined) => {
    const history = await cloud.clients.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    return history.events ?? [];
  };

  test('reads a manifest of lines, runs so many children at once, writes their results', async () => {
    await putManifest(
      'good.jsonl',
      [1, 2, 3].map((at) => ({ at, isGood: true })),
    );
    const done = await run('reading', { manifest: 'good.jsonl', atOnce: 2 });
    expect(done.status, done.cause).toBe('SUCCEEDED');
    const output = JSON.parse(done.output ?? '') as {
      readonly level: number;
      readonly written: {
        readonly MapRunArn: string;
        readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
      };
    };
    expect(output.level).toBe(2);
    expect(output.written.ResultWriterDetails.Key).toMatch(/^read\/good\.jsonl\/[^/]+\/manifest\.json$/);
    const { ResultFiles } = (await readJson(output.written.ResultWriterDetails.Key)) as {
      readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string }[] };
    };
    const rows = (await readJson(ResultFiles.SUCCEEDED[0]?.Key ?? '')) as readonly {
      readonly Output: string;
    }[];
    expect(rows.map(({ Output }) => JSON.parse(Output) as unknown)).toEqual(
      Array.from({ length: 3 }, () => ({ answer: { ok: true }, isKnown: false })),
    );
    const mapRunArn = output.written.MapRunArn;
    const mapRun = await cloud.clients.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(mapRun).toMatchObject({ status: 'SUCCEEDED', maxConcurrency: 2, itemCounts: { succeeded: 3 } });
    // Children keep their own history: the parent's does not grow with them.
    const events = await eventsOf(done.executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'MapStateEntered', 'MapRunStarted'],
      ...['MapRunSucceeded', 'MapStateExited', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
    ]);
    expect(events.flatMap((event) => event.mapRunStartedEventDetails ?? [])).toEqual([{ mapRunArn }]);
  });

  test('fails with one child that fails, and leaves its error with the results', async () => {
    await putManifest('bad.jsonl', [{ isGood: true }, { isGood: false }]);
    const done = await run('reading', { manifest: 'bad.jsonl', atOnce: 8 });
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const started = (await eventsOf(done.executionArn)).flatMap(
      (event) => event.mapRunStartedEventDetails ?? [],
    );
    const runId = started[0]?.mapRunArn?.split(':').at(-1) ?? '';
    expect(await readJson(`read/bad.jsonl/${runId}/FAILED_0.json`)).toMatchObject([
      { Status: 'FAILED', Error: 'ColumnMissingError' },
    ]);
  });

  test('names what cannot be read', async () => {
    const done = await run('reading', { manifest: 'absent.jsonl', atOnce: 1 });
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    const odd = await run('reading', { manifest: 'good.jsonl', atOnce: 'many' });
    expect(odd).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});

test('keeps scalable targets of variants, and names the error of a target that is gone', async () => {
  const done = await run('scaled');
  expect(done.status, done.cause).toBe('SUCCEEDED');
  expect(JSON.parse(done.output ?? '')).toMatchObject([{ ...VARIANT, MinCapacity: 1, MaxCapacity: 2 }]);
});
