import { DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyRole, inlineFunction } from './support/resources.ts';
import { createStack, eventually, startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;

const alarm = (name: string, model: string, more: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: name,
    Namespace: 'Gyre',
    MetricName: 'Drift',
    Dimensions: [{ Name: 'model', Value: model }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    ...more,
  },
});
const queuePolicy = (queue: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
    },
  },
});
const queue = (name: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name } });
const rule = (pattern: object, target: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: pattern, Targets: [{ Id: 't', ...target }] },
});
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

beforeAll(async () => {
  cloud = await startTestCloud();
  const embedded =
    'exports.handler = async () => { console.log(JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: ' +
    '[{ Namespace: "Gyre", Dimensions: [["model"]], Metrics: [{ Name: "Drift" }] }] }, model: "embedded", Drift: 5 })); };';
  await createStack(cloud, 'signals', {
    Role: anyRole('lambda.amazonaws.com'),
    Metrics: inlineFunction('embedded-metrics', embedded),
    A: alarm('of-a', 'a'),
    B: alarm('of-b', 'b'),
    Patient: alarm('patient', 'p', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }),
    Embedded: alarm('embedded', 'embedded'),
    Brief: alarm('brief', 'brief', { Period: 10 }),
    AlarmQueue: queue('alarm-events'),
    AlarmPolicy: queuePolicy('AlarmQueue'),
    AlarmRule: rule(
      { source: ['aws.cloudwatch'], detail: { alarmName: ['of-a'], state: { value: ['ALARM'] } } },
      { Arn: arnOf('AlarmQueue') },
    ),
    ObjectQueue: queue('object-events'),
    ObjectPolicy: queuePolicy('ObjectQueue'),
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'landing',
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      },
    },
    ObjectRule: rule({ source: ['aws.s3'] }, { Arn: arnOf('ObjectQueue') }),
    DeadQueue: queue('dead'),
    DeadPolicy: queuePolicy('DeadQueue'),
    DeadRule: rule(
      { source: ['test.dead'] },
      {
        Arn: 'arn:aws:lambda:us-east-1:000000000000:function:gone',
        DeadLetterConfig: { Arn: arnOf('DeadQueue') },
      },
    ),
  });
});
afterAll(() => cloud.stop());

const put = (model: string, value: number) =>
  cloud.clients.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'Gyre',
      MetricData: [{ MetricName: 'Drift', Value: value, Dimensions: [{ Name: 'model', Value: model }] }],
    }),
  );
async function stateOf(name: string) {
  const found = await cloud.clients.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return found.MetricAlarms?.[0]?.StateValue;
}
async function message(name: string) {
  const { QueueUrl } = await cloud.clients.sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return await eventually(async () => {
    const got = await cloud.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    return got.Messages?.[0]?.Body;
  });
}

test('raises only the alarm of the model that the datapoint names, and tells EventBridge', async () => {
  await put('a', 5);
  await eventually(async () => (await stateOf('of-a')) === 'ALARM');
  expect(await stateOf('of-b')).not.toBe('ALARM');
  expect(JSON.parse(await message('alarm-events'))).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: 'of-a', state: { value: 'ALARM' } },
  });
});

test('waits for M of N datapoints', async () => {
  await put('p', 5);
  await eventually(async () => (await stateOf('patient')) === 'OK');
});

test('turns a line of the embedded metric format into a datapoint that alarms', async () => {
  await cloud.clients.lambda.send(new InvokeCommand({ FunctionName: 'embedded-metrics' }));
  await eventually(async () => (await stateOf('embedded')) === 'ALARM');
});

test('returns to OK without a new datapoint when missing data is not breaching', async () => {
  await put('brief', 5);
  await eventually(async () => (await stateOf('brief')) === 'ALARM');
  await eventually(async () => (await stateOf('brief')) === 'OK', 30);
});

test('names the version of the object in the event of S3', async () => {
  const stored = await cloud.clients.s3.send(
    new PutObjectCommand({ Bucket: 'landing', Key: 'a.csv', Body: 'x' }),
  );
  expect(JSON.parse(await message('object-events'))).toMatchObject({
    detail: { object: { key: 'a.csv', 'version-id': stored.VersionId } },
  });
});

test('sends the event to the dead-letter queue when the target is gone', async () => {
  const entry = { Source: 'test.dead', DetailType: 'lost', Detail: '{"n":1}' };
  await cloud.clients.events.send(new PutEventsCommand({ Entries: [entry] }));
  expect(JSON.parse(await message('dead'))).toMatchObject({ detail: { n: 1 } });
});
