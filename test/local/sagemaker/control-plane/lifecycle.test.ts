/** The whole way with the real engine on the real embedded cloud: train, transform, host, invoke, capture. */
import { DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRunning } from '#local/cloud/process-identity';
import { anyRole, machineArn, stateMachine } from '../../cloud/support/resources.ts';
import { createStack, eventually } from '../../cloud/support/test-cloud.ts';
import {
  BUCKET,
  realModel,
  realTraining,
  realTransform,
  type RealLifecycle,
  startRealLifecycle,
} from './support/real-lifecycle.ts';

const QUEUE_URL = '/000000000000/endpoint-events';
let real: RealLifecycle;

const task = (action: string, request: object, next?: string) => ({
  ...{
    Type: 'Task',
    Resource: `arn:aws:states:::sagemaker:${action}`,
    Parameters: request,
    ResultPath: null,
  },
  ...(next === undefined ? { End: true } : { Next: next }),
});

/** Training, model and transform of one name, as one state machine. */
const machine = (name: string, waitSeconds = 0) =>
  stateMachine(name, {
    StartAt: 'Train',
    States: {
      Train: task('createTrainingJob.sync', realTraining(name, waitSeconds), 'CreateModel'),
      CreateModel: task('createModel', realModel(name), 'Transform'),
      Transform: task('createTransformJob.sync', realTransform(name)),
    },
  });

beforeAll(async () => {
  real = await startRealLifecycle();
  const queueArn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  await createStack(real.cloud, 'machines', {
    Role: anyRole('states.amazonaws.com'),
    Whole: machine('whole'),
    Cut: machine('cut', 3),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'endpoint-events' } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
        },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.sagemaker'],
          'detail-type': ['SageMaker Endpoint State Change'],
          detail: { EndpointStatus: ['IN_SERVICE'] },
        },
        Targets: [{ Id: 't', Arn: queueArn }],
      },
    },
  });
});
afterAll(() => real.stop());

async function execute(name: string): Promise<string> {
  const stateMachineArn = machineArn(name);
  const { executionArn } = await real.cloud.clients.sfn.send(new StartExecutionCommand({ stateMachineArn }));
  return executionArn ?? '';
}

async function end(executionArn: string) {
  const found = await eventually(async () => {
    const execution = await real.cloud.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  }, 60);
  return `${found.status} ${found.error ?? ''} ${found.cause ?? ''}`.trim();
}

async function textOf(Key: string): Promise<string> {
  const { Body } = await real.cloud.clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return (await Body?.transformToString()) ?? '';
}

/** Scores of the hold-out as `[id, label, prediction]`. */
async function scores(name: string): Promise<readonly (readonly string[])[]> {
  const text = await textOf(`scores/${name}/rows.csv.out`);
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

test('a state machine trains and transforms a real model; it is hosted, answers, and its capture lies in S3', async () => {
  const { sagemaker, runtime, holdout, cloud } = real;
  expect(await end(await execute('whole'))).toBe('SUCCEEDED');
  const scored = await scores('whole');
  expect(scored.map(([id, label]) => `${id},${label}`)).toEqual(
    holdout.map(([id, label]) => `${id},${label}`),
  );
  const errors = scored.map(([, label, prediction]) => Math.abs(Number(label) - Number(prediction)));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.05);

  await sagemaker.createEndpointConfig({
    EndpointConfigName: 'whole',
    ProductionVariants: [
      { VariantName: 'v1', ModelName: 'whole', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 },
    ],
    DataCaptureConfig: {
      ...{ EnableCapture: true, InitialSamplingPercentage: 100, DestinationS3Uri: `s3://${BUCKET}/capture` },
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
    },
  });
  await sagemaker.createEndpoint({ EndpointName: 'whole', EndpointConfigName: 'whole' });
  await eventually(async () => {
    const { EndpointStatus, FailureReason } = await sagemaker.describeEndpoint({ EndpointName: 'whole' });
    if (EndpointStatus === 'Failed') throw new Error(FailureReason);
    return EndpointStatus === 'InService';
  });
  const body = holdout
    .slice(0, 3)
    .map((row) => row.slice(2).join(','))
    .join('\n');
  const answer = await runtime.invokeEndpoint({
    ...{ EndpointName: 'whole', Body: body, ContentType: 'text/csv', Accept: 'text/csv', InferenceId: 'i-1' },
  });
  const predictions = Buffer.from(answer.Body).toString().trim().split('\n');
  expect(predictions.map(Number)).toEqual(scored.slice(0, 3).map(([, , prediction]) => Number(prediction)));
  expect(answer.InvokedProductionVariant).toBe('v1');

  const key = await eventually(async () => {
    const found = await cloud.clients.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'capture/whole/v1/' }),
    );
    return found.Contents?.[0]?.Key;
  });
  const record = JSON.parse(await textOf(key)) as {
    captureData: { endpointInput: { data: string } };
    eventMetadata: { inferenceId: string };
  };
  expect([record.captureData.endpointInput.data, record.eventMetadata.inferenceId]).toEqual([body, 'i-1']);
});

test('its event reaches a rule on the default bus', async () => {
  const QueueUrl = `${real.cloud.running.emulator.url}${QUEUE_URL}`;
  const message = await eventually(async () => {
    const found = await real.cloud.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    return found.Messages?.[0]?.Body;
  });
  expect(JSON.parse(message)).toMatchObject({
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Endpoint State Change',
    detail: { EndpointName: 'whole', EndpointStatus: 'IN_SERVICE' },
  });
});

test('a scaled variant stays until Application Auto Scaling lets it go: it is neither removed nor moved', async () => {
  const { sagemaker, cloud } = real;
  const variant = (VariantName: string, InstanceType: 'ml.m5.large' | 'ml.m5.xlarge') => ({
    ...{ VariantName, InstanceType, ModelName: 'whole', InitialInstanceCount: 1 },
  });
  const configs = {
    'other-variant': [variant('v2', 'ml.m5.large')],
    'other-type': [variant('v1', 'ml.m5.xlarge')],
    'one-more': [variant('v1', 'ml.m5.large'), variant('v2', 'ml.m5.large')],
  };
  for (const [EndpointConfigName, ProductionVariants] of Object.entries(configs)) {
    await sagemaker.createEndpointConfig({ EndpointConfigName, ProductionVariants });
  }
  await createStack(cloud, 'scaling', {
    Target: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        ...{
          ServiceNamespace: 'sagemaker',
          ResourceId: 'endpoint/whole/variant/v1',
          MinCapacity: 1,
          MaxCapacity: 3,
        },
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      },
    },
  });
  const update = async (EndpointConfigName: string) => {
    await sagemaker.updateEndpoint({ EndpointName: 'whole', EndpointConfigName });
    const found = await eventually(async () => {
      const endpoint = await sagemaker.describeEndpoint({ EndpointName: 'whole' });
      return endpoint.EndpointStatus === 'InService' ? endpoint : undefined;
    });
    return found.EndpointConfigName;
  };
  const mustDeregister = {
    name: 'ValidationException',
    message: expect.stringContaining('"[v1]" must be deregistered') as string,
  };
  await expect(update('other-variant')).rejects.toMatchObject(mustDeregister);
  await expect(update('other-type')).rejects.toMatchObject(mustDeregister);
  expect(await update('one-more')).toBe('one-more');

  await cloud.clients.cloudFormation.send(new DeleteStackCommand({ StackName: 'scaling' }));
  await eventually(async () => {
    const describe = new DescribeStacksCommand({ StackName: 'scaling' });
    const found = await cloud.clients.cloudFormation.send(describe).catch(() => undefined);
    return found?.Stacks?.[0]?.StackStatus?.startsWith('DELETE_COMPLETE') ?? true;
  });
  expect(await update('other-variant')).toBe('other-variant');
});

test('L-01 after a SIGKILL of the emulator in mid-training the execution goes on and ends; the endpoint serves', async () => {
  const executionArn = await execute('cut');
  await eventually(async () => {
    const job = await real.sagemaker.describeTrainingJob({ TrainingJobName: 'cut' }).catch(() => undefined);
    return job?.SecondaryStatus === 'Training';
  });
  // What is not in a snapshot is lost: the execution must be in one.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { emulator } = real.cloud.running;
  process.kill(emulator.pid, 'SIGKILL');
  await eventually(async () => !isRunning(emulator));
  await real.cloud.restart();
  expect(await end(executionArn)).toBe('SUCCEEDED');
  expect(await scores('cut')).toHaveLength(real.holdout.length);
  const job = await real.sagemaker.describeTrainingJob({ TrainingJobName: 'cut' });
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toContain('Restarting');
  const answer = await real.runtime.invokeEndpoint({
    EndpointName: 'whole',
    Body: '0.5,0.5',
    ContentType: 'text/csv',
  });
  expect(Number(Buffer.from(answer.Body).toString())).toBeCloseTo(1.75, 1);
});
