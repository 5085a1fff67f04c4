/**
 * The way from a command to a deployed environment.
 *
 * Adapters make their SDK client when they are imported, from the variables of the process. So the variables are set
 * first and every adapter is imported afterwards, each only by the command that needs it.
 */
import { CloudNotRunningError } from '#local/cloud/errors';
import { assertLocalOnly, localEnvironment } from '#local/cloud/environment';
import { readRunning } from '#local/cloud/running';
import { cloudPaths } from '#local/cloud/state-directory';
import type { Inference } from '#ports/inference';
import type { MetricReader } from '#ports/metric-reader';
import type { Notifier } from '#ports/notifier';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import type { SageMakerControl } from '#ports/sagemaker';
import type { Workflow } from '#ports/workflow';
import {
  type EnvironmentAddress,
  type EnvironmentNames,
  environmentNames,
  registryTableName,
} from './environment-names.ts';
import { EnvironmentUnavailableError } from './errors.ts';

/** A reachable environment: where it is, how its things are called, and the ports into it. */
export interface Connection extends EnvironmentAddress {
  readonly isLocal: boolean;
  readonly names: EnvironmentNames;
  readonly registry: () => Promise<Registry>;
  readonly store: () => Promise<ObjectStore>;
  readonly parameters: () => Promise<Parameters>;
  readonly queue: () => Promise<Queue>;
  readonly workflow: () => Promise<Workflow>;
  readonly sageMaker: () => Promise<SageMakerControl>;
  readonly inference: () => Promise<Inference>;
  readonly metrics: () => Promise<MetricReader>;
  readonly notifier: () => Promise<Notifier>;
  /** Address of the front door's API, with its stage where the address needs one. */
  readonly frontDoor: () => Promise<string>;
}

export const LOCAL_ENVIRONMENT = 'local';
const NOT_DEPLOYED = 'ResourceNotFoundException';

/**
 * @param environment  `local` for the embedded cloud of the project, else one of gyre.config.ts
 * @throws CloudNotRunningError when the embedded cloud is asked for and does not run
 * @throws EnvironmentUnavailableError when credentials, region or the environment's table are missing
 */
export async function connect(environment: string, projectDirectory: string): Promise<Connection> {
  const isLocal = environment === LOCAL_ENVIRONMENT;
  const queueHost = isLocal ? await enterLocal(projectDirectory) : undefined;
  if (!isLocal) await enterAws(environment, projectDirectory);
  const address = await findDeployed(environment);
  const names = environmentNames(address, queueHost);
  return {
    ...address,
    isLocal,
    names,
    registry: async () => (await import('#adapters/dynamodb-registry')).dynamoDbRegistry(names.registryTable),
    store: async () => (await import('#adapters/s3-object-store')).s3ObjectStore,
    parameters: async () => (await import('#adapters/ssm-parameters')).ssmParameters,
    queue: async () => (await import('#adapters/sqs-queue')).sqsQueue,
    workflow: async () => (await import('#adapters/sfn-workflow')).sfnWorkflow,
    sageMaker: async () => (await import('#adapters/sagemaker-control')).sageMakerControl,
    inference: async () => (await import('#adapters/sagemaker-runtime-inference')).sageMakerRuntimeInference,
    metrics: async () => (await import('#adapters/cloudwatch-metric-reader')).cloudWatchMetricReader,
    notifier: async () => (await import('#adapters/sns-notifier')).snsNotifier,
    frontDoor: async () => {
      const { ssmParameters } = await import('#adapters/ssm-parameters');
      const address = await ssmParameters.get(names.parameter('platform/front-door'));
      if (address === undefined) throw notDeployed(environment);
      // Host names of APIs do not resolve everywhere on a laptop: the emulator also knows them by path.
      const [apiId = ''] = new URL(address).hostname.split('.');
      return queueHost === undefined ? address : `${queueHost}/_aws/execute-api/${apiId}/$default`;
    },
  };
}

/**
 * Points this process at the embedded cloud and away from everything else that its shell knows of AWS.
 * @returns where the queues are
 */
async function enterLocal(projectDirectory: string): Promise<string> {
  const running = await readRunning(projectDirectory);
  if (running === undefined) {
    throw new CloudNotRunningError('the embedded cloud of this project is not running', {
      where: cloudPaths(projectDirectory).running,
      fix: 'start it with `gyre local up`, or name a deployed environment with --env',
    });
  }
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, localEnvironment(running));
  assertLocalOnly(process.env);
  return running.emulator.url;
}

/** The region of gyre.config.ts counts more than that of the shell. */
async function enterAws(environment: string, projectDirectory: string): Promise<void> {
  const { loadProject } = await import('#lib/config/load-project');
  const { region } = (await loadProject(projectDirectory, environment)).environment;
  if (region !== undefined) process.env['AWS_REGION'] = region;
}

/** The registry's table tells in one call whether credentials work, the environment exists, and where it is. */
async function findDeployed(environment: string): Promise<EnvironmentAddress> {
  const table = registryTableName(environment);
  const { DescribeTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({ maxAttempts: 2 });
  try {
    const answer = await client.send(new DescribeTableCommand({ TableName: table }));
    return { environment, ...parseArn(answer.Table?.TableArn ?? '') };
  } catch (error) {
    throw unavailable(environment, table, error);
  } finally {
    client.destroy();
  }
}

function notDeployed(environment: string): EnvironmentUnavailableError {
  return new EnvironmentUnavailableError('the environment has no front door', {
    where: `--env ${environment}`,
    fix: 'deploy it again: the platform stack makes it',
  });
}

function unavailable(environment: string, table: string, error: unknown): EnvironmentUnavailableError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const facts = {
    where: `--env ${environment}, DynamoDB DescribeTable ${table}`,
    received: `${name}: ${message}`,
  };
  if (name === NOT_DEPLOYED) {
    const fix = `deploy it with \`gyre deploy ${environment}\``;
    const elsewhere = ', or set AWS_PROFILE to the account where it is';
    return new EnvironmentUnavailableError(
      'nothing is deployed under this environment name',
      { ...facts, fix: environment === LOCAL_ENVIRONMENT ? fix : `${fix}${elsewhere}` },
      { cause: error },
    );
  }
  return new EnvironmentUnavailableError(
    'the environment cannot be reached',
    {
      ...facts,
      allowed: 'credentials that may read it, and a region in gyre.config.ts or AWS_REGION',
      fix: 'sign in (`aws sso login`) or set AWS_PROFILE, then run `gyre doctor`',
    },
    { cause: error },
  );
}

/** @example parseArn('arn:aws:dynamodb:eu-west-1:123456789012:table/t').region // 'eu-west-1' */
function parseArn(arn: string): Omit<EnvironmentAddress, 'environment'> {
  const [, partition = '', , region = '', accountId = ''] = arn.split(':');
  return { partition, region, accountId };
}
