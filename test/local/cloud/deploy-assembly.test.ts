import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { App, Aws, CfnResource, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployAssembly } from '#local/cloud/deploy-assembly';
import { LocalBoundaryError, LocalDeployError } from '#local/cloud/errors';
import { localEnvironment } from '#local/cloud/launch';
import { localLogs, localStatus } from '#cli/commands/local';
import { startTestCloud, type TestCloud } from './support/test-cloud.ts';

let cloud: TestCloud;
let folder: string;

beforeAll(async () => {
  cloud = await startTestCloud();
  folder = await mkdtemp(join(tmpdir(), 'gyre-assembly-'));
});
afterAll(async () => {
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

async function synthesize(name: string, define: (stack: Stack) => void | Promise<void>) {
  const assemblyDirectory = join(folder, name);
  const app = new App({ outdir: assemblyDirectory });
  await define(new Stack(app, name));
  app.synth();
  return { assemblyDirectory, stacks: [name], environment: localEnvironment(cloud.running) };
}

test('bootstraps once, uploads a Lambda asset to a bucket that enforces TLS, and makes SageMaker resources', async () => {
  const code = join(folder, 'code');
  await mkdir(code);
  await writeFile(
    join(code, 'index.mjs'),
    'export const handler = async () => { console.log("called"); return 7; };',
  );
  const plan = await synthesize('Small', (stack) => {
    new LambdaFunction(stack, 'Seven', {
      functionName: 'seven',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
    });
    new Bucket(stack, 'Data', { enforceSSL: true });
    const config = new CfnResource(stack, 'Config', {
      type: 'AWS::SageMaker::EndpointConfig',
      properties: { ProductionVariants: [{ VariantName: 'v1', ModelName: 'm', InitialVariantWeight: 1 }] },
    });
    new CfnResource(stack, 'Endpoint', {
      type: 'AWS::SageMaker::Endpoint',
      properties: { EndpointName: 'small', EndpointConfigName: config.getAtt('EndpointConfigName') },
    });
    new CfnResource(stack, 'Budget', {
      type: 'AWS::Budgets::Budget',
      properties: { Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetName: Aws.STACK_NAME } },
    });
  });
  const lines: string[] = [];
  const first = await deployAssembly({ ...plan, onProgress: (line) => lines.push(line) });
  expect(first.hasBootstrapped).toBe(true);
  expect(lines.join('\n')).toContain('Small');

  const { Payload } = await cloud.clients.lambda.send(new InvokeCommand({ FunctionName: 'seven' }));
  expect(Buffer.from(Payload ?? []).toString()).toBe('7');
  const sagemaker = new SageMakerClient({
    endpoint: cloud.running.emulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'small' }));
  expect(endpoint.EndpointStatus).toBe('InService');

  // What is only recorded is told, and a log is found by the function's name.
  const status = await localStatus(cloud.projectDirectory);
  expect(status).toMatchObject({
    ok: true,
    data: { state: 'running', overlay: { recordedResources: { 'Small/Budget': 'AWS::Budgets::Budget' } } },
  });
  expect(JSON.stringify(status)).not.toContain(cloud.running.adminToken);
  const logs = await localLogs(cloud.projectDirectory, 'seven');
  expect(JSON.stringify(logs.data)).toContain('called');

  const second = await deployAssembly(plan);
  expect(second.hasBootstrapped).toBe(false);
});

test('tells why a stack was refused', async () => {
  const plan = await synthesize('Unknown', (stack) => {
    new CfnResource(stack, 'Odd', { type: 'AWS::Nobody::Knows' });
  });
  await expect(deployAssembly(plan)).rejects.toThrow(LocalDeployError);
  await expect(deployAssembly(plan)).rejects.toMatchObject({
    facts: { received: expect.stringContaining('AWS::Nobody::Knows') as string },
  });
});

test('L-06 does not start the CLI with an environment that is not local', async () => {
  const plan = await synthesize('Never', (stack) => {
    new Bucket(stack, 'Data');
  });
  await expect(deployAssembly({ ...plan, environment: { AWS_REGION: 'us-east-1' } })).rejects.toThrow(
    LocalBoundaryError,
  );
});
