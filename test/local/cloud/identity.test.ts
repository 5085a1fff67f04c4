import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateModelCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloudPaths } from '#local/cloud/state-directory';
import { createStack, eventually, startTestCloud, type TestCloud } from './support/test-cloud.ts';

const ROLE = 'narrow';
const BASE = 'arn:aws:sagemaker:us-east-1:000000000000';
let cloud: TestCloud;
let sagemaker: SageMakerClient;
let runtime: SageMakerRuntimeClient;
let cloudWatch: CloudWatchClient;
let ssm: SSMClient;

beforeAll(async () => {
  cloud = await startTestCloud();
  await createStack(cloud, 'role', {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ROLE,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'narrow',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sagemaker:DescribeTrainingJob',
                  Resource: `${BASE}:training-job/mine-*`,
                },
                { Effect: 'Allow', Action: 'sagemaker:InvokeEndpoint', Resource: `${BASE}:endpoint/mine` },
                {
                  Effect: 'Allow',
                  Action: 'cloudwatch:PutMetricData',
                  Resource: '*',
                  Condition: { StringEquals: { 'cloudwatch:namespace': 'Mine' } },
                },
                {
                  Effect: 'Allow',
                  Action: 'cloudwatch:DescribeAlarms',
                  Resource: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:mine-*',
                },
                {
                  Effect: 'Allow',
                  Action: 'ssm:GetParametersByPath',
                  Resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/mine/*',
                },
              ],
            },
          },
        ],
      },
    },
  });
  const credentials = await assumeRole();
  const common = { endpoint: cloud.running.emulator.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  sagemaker = new SageMakerClient(common);
  runtime = new SageMakerRuntimeClient(common);
  cloudWatch = new CloudWatchClient(common);
  ssm = new SSMClient(common);
});
afterAll(() => cloud.stop());

/** The STS client is no dependency of this project: one form post is enough. */
async function assumeRole() {
  const response = await fetch(cloud.running.emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: `arn:aws:iam::000000000000:role/${ROLE}`,
      RoleSessionName: 'test',
    }).toString(),
  });
  const text = await response.text();
  const pick = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1] ?? '';
  return {
    accessKeyId: pick('AccessKeyId'),
    secretAccessKey: pick('SecretAccessKey'),
    sessionToken: pick('SessionToken'),
  };
}

test('L-04 allows a role only the SageMaker actions and names that its policy grants', async () => {
  const describe = (name: string) =>
    sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  // Allowed, and then not found: the answer is that of the service.
  await expect(describe('mine-1')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(describe('theirs-1')).rejects.toMatchObject({
    name: expect.stringMatching(/AccessDenied/) as string,
  });
  const create = new CreateModelCommand({
    ModelName: 'm',
    ExecutionRoleArn: `arn:aws:iam::000000000000:role/${ROLE}`,
  });
  await expect(sagemaker.send(create)).rejects.toMatchObject({
    name: expect.stringMatching(/AccessDenied/) as string,
  });
  const invoke = (name: string) => runtime.send(new InvokeEndpointCommand({ EndpointName: name, Body: '1' }));
  expect((await invoke('mine')).Body.transformToString()).toContain('echo');
  await expect(invoke('theirs')).rejects.toMatchObject({
    name: expect.stringMatching(/AccessDenied/) as string,
  });
});

test('L-04 allows metrics of one namespace, alarms and parameters by name, as the policy says', async () => {
  const refused = { name: expect.stringMatching(/AccessDenied/) as string };
  const publish = (Namespace: string) =>
    cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'm', Value: 1 }] }));
  await publish('Mine');
  await expect(publish('Theirs')).rejects.toMatchObject(refused);
  const alarms = (name: string) => cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  expect((await alarms('mine-drift')).MetricAlarms ?? []).toEqual([]);
  await expect(alarms('theirs-drift')).rejects.toMatchObject(refused);
  const list = (Path: string) => ssm.send(new GetParametersByPathCommand({ Path }));
  expect((await list('/mine/models')).Parameters ?? []).toEqual([]);
  await expect(list('/theirs/models')).rejects.toMatchObject(refused);
});

test('writes who called what, and whether it was allowed', async () => {
  const calls = await eventually(async () => {
    const text = await readFile(cloudPaths(cloud.projectDirectory).iamCalls, 'utf8').catch(() => '');
    return text.includes('endpoint/theirs') && text;
  });
  const lines = calls
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({
      principal: expect.stringMatching(/assumed-role\/narrow\/|role\/narrow/) as string,
      action: 'sagemaker:InvokeEndpoint',
      resource: `${BASE}:endpoint/theirs`,
      decision: 'Deny',
    }),
  );
});
