/** SageMaker local in this process, with a fake engine, a stub for the emulator and the real SDK's clients. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateTrainingJobCommandInput,
  type CreateTransformJobCommandInput,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { seededRandom } from '#local/sagemaker/endpoints/seeded-random';
import type { Failure } from '#local/sagemaker/failure-switches';
import { createSageMakerServer } from '#local/sagemaker/server';
import { createService, type Service, type ServiceOptions } from '#local/sagemaker/service';
import { startEmulatorStub, type EmulatorStub } from './emulator-stub.ts';
import { type Behaviour, fakeEngine, type FakeEngine } from './fake-engine.ts';

export const TOKEN = 'token-of-the-test';
export const IMAGE = '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5';
export const ROLE = 'arn:aws:iam::000000000000:role/test';
const SEED = 7;

export interface ControlPlane {
  readonly url: string;
  readonly stateDirectory: string;
  readonly engine: FakeEngine;
  readonly emulator: EmulatorStub;
  readonly service: Service;
  readonly client: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  fail(failure: Partial<Failure> & Pick<Failure, 'kind'>): Promise<void>;
  invoke(
    endpoint: string,
    body: string,
    more?: object,
  ): Promise<{ text: string; variant: string | undefined }>;
  /** A model, a config with one variant `v1`, and an endpoint in service, all of this name. */
  host(name: string, more?: Partial<CreateEndpointConfigCommandInput>, behaviour?: Behaviour): Promise<void>;
  model(name: string, behaviour?: Behaviour): Promise<void>;
  /** A config whose variants have the given weights; each variant's model has the variant's name. */
  config(
    name: string,
    weights: Record<string, number>,
    more?: Partial<CreateEndpointConfigCommandInput>,
  ): Promise<void>;
  settled(endpoint: string): Promise<DescribeEndpointCommandOutput>;
  /** As after a crash: a new server on the same state. */
  restarted(): Promise<ControlPlane>;
  close(): Promise<void>;
}

export async function startControlPlane(
  more: Partial<ServiceOptions> = {},
  stateDirectory = mkdtempSync(join(tmpdir(), 'gyre-sagemaker-')),
): Promise<ControlPlane> {
  const engine = fakeEngine();
  const emulator = await startEmulatorStub();
  const service = createService({
    ...{ stateDirectory, emulatorUrl: emulator.url, python: 'python3', engine, region: 'us-east-1' },
    ...{ accountId: '000000000000', mostJobsAtOnce: 2, random: seededRandom(SEED), adminToken: TOKEN },
    publishLog: () => Promise.resolve(),
    ...more,
  });
  const server = createSageMakerServer(service, TOKEN);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  service.resume();
  const connection = {
    ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const client = new SageMakerClient(connection);
  const runtime = new SageMakerRuntimeClient(connection);

  const plane: ControlPlane = {
    ...{ url, stateDirectory, engine, emulator, service, client, runtime },
    async fail(failure) {
      const response = await fetch(`${url}/_local/failures`, {
        method: 'POST',
        headers: { 'x-local-token': TOKEN },
        body: JSON.stringify(failure),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async invoke(EndpointName, Body, options = {}) {
      const answer = await runtime.send(
        new InvokeEndpointCommand({
          EndpointName,
          Body,
          ContentType: 'text/csv',
          Accept: 'text/csv',
          ...options,
        }),
      );
      return { text: Buffer.from(answer.Body).toString(), variant: answer.InvokedProductionVariant };
    },
    async model(ModelName, behaviour = 'echo') {
      const PrimaryContainer = {
        Image: IMAGE,
        ModelDataUrl: 's3://b/m.tar.gz',
        Environment: { BEHAVIOUR: behaviour },
      };
      await client.send(new CreateModelCommand({ ModelName, ExecutionRoleArn: ROLE, PrimaryContainer }));
    },
    async config(EndpointConfigName, weights, options = {}) {
      const ProductionVariants = Object.entries(weights).map(([name, InitialVariantWeight]) => ({
        ...{ VariantName: name, ModelName: name, InitialVariantWeight },
        ...{ InstanceType: 'ml.m5.large' as const, InitialInstanceCount: 1 },
      }));
      await client.send(
        new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants, ...options }),
      );
    },
    async host(name, options = {}, behaviour = 'echo') {
      await plane.model(name, behaviour);
      const [variant] = [
        { VariantName: 'v1', ModelName: name, InstanceType: 'ml.m5.large' as const, InitialInstanceCount: 1 },
      ];
      const request = { EndpointConfigName: name, ProductionVariants: [variant], ...options };
      await client.send(new CreateEndpointConfigCommand(request));
      await client.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
      await plane.settled(name);
    },
    settled: (EndpointName) =>
      until(async () => {
        const found = await client.send(new DescribeEndpointCommand({ EndpointName }));
        return ['InService', 'Failed'].includes(found.EndpointStatus ?? '') ? found : undefined;
      }),
    async restarted() {
      await stopListening(server);
      return await startControlPlane(more, stateDirectory);
    },
    async close() {
      await stopListening(server);
      await service.stop();
      await emulator.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
  return plane;
}

async function stopListening(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined, seconds = 10): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`no answer within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const trainingRequest = (
  TrainingJobName: string,
  more: Partial<CreateTrainingJobCommandInput> = {},
): CreateTrainingJobCommandInput => ({
  ...{
    TrainingJobName,
    RoleArn: ROLE,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  },
  OutputDataConfig: { S3OutputPath: 's3://b/out' },
  ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
  ...more,
});

export const transformRequest = (
  TransformJobName: string,
  ModelName: string,
  more: Partial<CreateTransformJobCommandInput> = {},
): CreateTransformJobCommandInput => ({
  ...{ TransformJobName, ModelName },
  TransformInput: {
    ContentType: 'text/csv',
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/in/' } },
  },
  TransformOutput: { S3OutputPath: 's3://b/scores/' },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  ...more,
});

/** Name and message of the error that the call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error('the call did not fail');
}
