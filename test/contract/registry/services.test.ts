/** The smaller adapters against the emulator: queue, workflow, parameters and signatures. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash, verify } from 'node:crypto';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MessageTooLargeError, ServiceRefusedError, ServiceUnavailableError } from '#core/remote-errors';
import { type Emulator, startEmulator } from './support/registry-table.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.stop();
});

test('a queue gets every message, in batches that fit by count and by size', async () => {
  const client = new SQSClient({});
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: 'many' }));
  const { sqsQueue } = await import('#adapters/sqs-queue');
  const small = Array.from({ length: 23 }, (_, id) => ({ id, text: '' }));
  const large = [100, 101, 102].map((id) => ({ id, text: 'é'.repeat(60_000) }));
  await sqsQueue.send(QueueUrl, [...small, ...large]);
  await sqsQueue.send(QueueUrl, []);
  const received = new Set<number>();
  for (let round = 0; round < 40 && received.size < 26; round += 1) {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '' } of Messages ?? []) received.add((JSON.parse(Body) as { id: number }).id);
  }
  expect([...received].toSorted((a, b) => a - b)).toEqual([...small, ...large].map(({ id }) => id));
  await expect(sqsQueue.send(QueueUrl, ['x'.repeat(300_000)])).rejects.toBeInstanceOf(MessageTooLargeError);
  await expect(sqsQueue.send(`${QueueUrl}-none`, ['x'])).rejects.toBeInstanceOf(ServiceRefusedError);
  client.destroy();
});

test('a queue keeps what is sent with a delay from being received', async () => {
  const client = new SQSClient({});
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: 'later' }));
  const { sqsQueue } = await import('#adapters/sqs-queue');
  await sqsQueue.send(QueueUrl, ['later'], { delaySeconds: 900 });
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toEqual([]);
  const AttributeNames = ['ApproximateNumberOfMessagesDelayed' as const];
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(Attributes).toEqual({ ApproximateNumberOfMessagesDelayed: '1' });
  client.destroy();
});

test('a second start of one execution is the same execution, and what is not there is undefined', async () => {
  const stateMachineArn = await createStateMachine();
  const { sfnWorkflow } = await import('#adapters/sfn-workflow');
  expect(await sfnWorkflow.start(stateMachineArn, 'one', { a: 1 })).toBe('started');
  expect(['started', 'already-exists']).toContain(await sfnWorkflow.start(stateMachineArn, 'one', { a: 1 }));
  const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:one`;
  await expect
    .poll(() => sfnWorkflow.describe(arn), { timeout: 10_000 })
    .toMatchObject({
      status: 'SUCCEEDED',
      output: { a: 1 },
    });
  expect(await sfnWorkflow.start(stateMachineArn, 'one', { a: 2 })).toBe('already-exists');
  expect(await sfnWorkflow.describe(`${arn}-none`)).toBeUndefined();
  expect(await sfnWorkflow.succeedTask('no-such-token', {})).toBe('expired');
  const large = 'x'.repeat(300_000);
  await expect(sfnWorkflow.start(stateMachineArn, 'two', large)).rejects.toBeInstanceOf(MessageTooLargeError);
});

test('parameters are read by name and listed below a path', async () => {
  const client = new SSMClient({});
  for (const name of ['/gyre/t/models/b', '/gyre/t/models/a', '/gyre/t/models/a/deep', '/gyre/t/other']) {
    await client.send(new PutParameterCommand({ Name: name, Value: `value of ${name}`, Type: 'String' }));
  }
  const { ssmParameters } = await import('#adapters/ssm-parameters');
  expect(await ssmParameters.get('/gyre/t/models/a')).toBe('value of /gyre/t/models/a');
  expect(await ssmParameters.get('/gyre/t/models/none')).toBeUndefined();
  expect(await ssmParameters.listNames('/gyre/t/models')).toEqual(['/gyre/t/models/a', '/gyre/t/models/b']);
  expect(await ssmParameters.listNames('/gyre/none')).toEqual([]);
  client.destroy();
});

test('a signature over a digest verifies offline with the public key alone', async () => {
  const client = new KMSClient({});
  const { KeyMetadata } = await client.send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
  );
  const { kmsSigner } = await import('#adapters/kms-signer');
  const signer = kmsSigner(KeyMetadata?.KeyId ?? '');
  const content = Buffer.from('statement');
  const { signature, keyId } = await signer.sign(createHash('sha256').update(content).digest());
  const pem = await signer.publicKey();
  expect(keyId).not.toBe('');
  expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(verify('sha256', content, pem, Buffer.from(signature, 'base64'))).toBe(true);
  expect(verify('sha256', Buffer.from('other'), pem, Buffer.from(signature, 'base64'))).toBe(false);
  client.destroy();
});

test('a model that does not answer within the time is a time-out, after one attempt', async () => {
  let requests = 0;
  const server = createServer(() => {
    requests += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env['AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME'] = `http://127.0.0.1:${port}`;
  const { runtimeInference } = await import('#adapters/sagemaker-runtime-inference');
  const answer = await runtimeInference(300).invoke({
    endpointName: 'silent',
    body: '1,2',
    contentType: 'text/csv',
  });
  expect(answer).toMatchObject({ failure: 'timeout' });
  expect(requests).toBe(1);
  server.closeAllConnections();
  server.close();
  delete process.env['AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME'];
});

test('metrics are read hour by hour, those of exactly the dimensions that are asked for', async () => {
  const client = new CloudWatchClient({});
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const points = [
    { model: 'a', at: hour - 7_200_000, value: 3 },
    { model: 'a', at: hour - 7_100_000, value: 4 },
    { model: 'a', at: hour, value: 5 },
    { model: 'b', at: hour, value: 9 },
  ];
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'Gyre',
      MetricData: points.map(({ model, at, value }) => ({
        ...{ MetricName: 'CapturedRequests', Value: value, Timestamp: new Date(at) },
        Dimensions: [{ Name: 'model', Value: model }],
      })),
    }),
  );
  const { cloudWatchMetricHistory } = await import('#adapters/cloudwatch-metric-history');
  const query = {
    ...{ namespace: 'Gyre', name: 'CapturedRequests', dimensions: { model: 'a' } },
    ...{ from: new Date(hour - 86_400_000), to: new Date(hour + 3_600_000) },
  };
  const key = (at: number) => new Date(at).toISOString().slice(0, 13);
  expect([...(await cloudWatchMetricHistory.hourly({ ...query, statistic: 'Sum' }))]).toEqual([
    [key(hour - 7_200_000), 7],
    [key(hour), 5],
  ]);
  const maximum = await cloudWatchMetricHistory.hourly({ ...query, statistic: 'Maximum' });
  expect(maximum.get(key(hour - 7_200_000))).toBe(4);
  client.destroy();
});

test('a service that is not there is an error that may pass', async () => {
  process.env['AWS_ENDPOINT_URL_CLOUDWATCH'] = 'http://127.0.0.1:1';
  const { cloudWatchMetricReader } = await import('#adapters/cloudwatch-metric-reader');
  const query = { namespace: 'Gyre', name: 'x', dimensions: {}, from: new Date(0), to: new Date(60_000) };
  await expect(cloudWatchMetricReader.sum(query)).rejects.toBeInstanceOf(ServiceUnavailableError);
  delete process.env['AWS_ENDPOINT_URL_CLOUDWATCH'];
});

/** One state that passes its input on. */
async function createStateMachine(): Promise<string> {
  const client = new CloudFormationClient({});
  const definition = { StartAt: 'Done', States: { Done: { Type: 'Pass', End: true } } };
  const trust = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: JSON.stringify(definition),
        },
      },
    },
    Outputs: { Arn: { Value: { Ref: 'Machine' } } },
  };
  const StackName = 'quick';
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  return Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? '';
}
