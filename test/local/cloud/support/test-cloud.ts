/** A real embedded cloud for a test file: own temporary project, own ports, a stub for SageMaker. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud, stopCloud, type RunningCloud, type StartCloudOptions } from '#local/cloud/launch';
import { preparePythonEnvironment } from '#local/python/prepare-environment';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');
const FIRST_PORT = 4600;
/** At most so many at a time (vitest.config.ts). */
const WORKERS = 2;
const PORT_PAIRS = 50;
const POLL_MILLISECONDS = 40;

export interface TestCloud {
  readonly projectDirectory: string;
  readonly options: StartCloudOptions;
  running: RunningCloud;
  readonly clients: ReturnType<typeof clientsOf>;
  /** Starts it again after a kill, on the same ports and state. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestCloud(more: Partial<StartCloudOptions> = {}): Promise<TestCloud> {
  const projectDirectory = await mkdtemp(join(tmpdir(), 'gyre-cloud-'));
  const options: StartCloudOptions = {
    projectDirectory,
    python: (await preparePythonEnvironment({ root: REPOSITORY })).python,
    port: await freePortPair(),
    sagemakerCommand: [process.execPath, join(import.meta.dirname, 'stub-sagemaker.ts')],
    snapshotSeconds: 0.5,
    ...more,
  };
  const cloud: TestCloud = {
    projectDirectory,
    options,
    running: await startCloud(options),
    clients: clientsOf(`http://127.0.0.1:${options.port}`),
    async restart() {
      cloud.running = await startCloud(options);
    },
    async stop() {
      await stopCloud(projectDirectory);
      await rm(projectDirectory, { recursive: true, force: true });
    },
  };
  return cloud;
}

function clientsOf(endpoint: string) {
  const common = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  return {
    cloudFormation: new CloudFormationClient(common),
    cloudWatch: new CloudWatchClient(common),
    dynamo: new DynamoDBClient(common),
    events: new EventBridgeClient(common),
    lambda: new LambdaClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    sfn: new SFNClient(common),
    sqs: new SQSClient(common),
  };
}

/** Deploys a template and waits until it stands. @throws the stack's own reason when it fails */
export async function createStack(cloud: TestCloud, name: string, resources: object): Promise<void> {
  const { cloudFormation } = cloud.clients;
  const TemplateBody = JSON.stringify({ Resources: resources });
  await cloudFormation.send(
    new CreateStackCommand({ StackName: name, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  );
  const stack = await eventually(async () => {
    const found = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    return found.Stacks?.find((s) => s.StackStatus?.endsWith('IN_PROGRESS') === false);
  });
  if (stack.StackStatus !== 'CREATE_COMPLETE')
    throw new Error(`${stack.StackStatus}: ${stack.StackStatusReason}`);
}

/** Asks until there is an answer, at most `seconds`. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>, seconds = 20): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`no answer within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

/**
 * What is free when two look is taken when both start: the workers of one suite look in parts of their own, and each process
 * begins elsewhere in its part.
 */
export async function freePortPair(): Promise<number> {
  const part = Number(process.env['VITEST_POOL_ID'] ?? 1) % WORKERS;
  for (let i = 0; i < PORT_PAIRS; i += 1) {
    const port = FIRST_PORT + 2 * (part * PORT_PAIRS + ((process.pid + i) % PORT_PAIRS));
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error('no free pair of ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
