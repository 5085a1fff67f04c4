/**
 * Names of a deployed environment, for a program outside it. The stacks make the same names from lib/names.ts with
 * pseudo parameters in place of account and region; a test holds the two together.
 */
import type { BucketName, MachineName, QueueName } from '#lib/names';

export interface EnvironmentAddress {
  /** `local`, `dev` … as in gyre.config.ts. */
  readonly environment: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

export interface EnvironmentNames {
  /** Beginning of every name. */
  readonly prefix: string;
  readonly registryTable: string;
  bucket(name: BucketName): string;
  queueUrl(name: QueueName): string;
  machineArn(name: MachineName): string;
  executionArn(name: MachineName, execution: string): string;
  /** @param step  the step's folder name */
  functionName(step: string): string;
  /** @param path  such as `models/air-time` */
  parameter(path: string): string;
  endpoint(model: string): string;
  /** Tells the governor of alarms about verdicts. */
  readonly alarmTopicArn: string;
  /** Tells people of incidents. */
  readonly incidentTopicArn: string;
  stack(part: string): string;
}

/**
 * @param queueHost  scheme, host and port of the queues; default: those of AWS in the region
 * @example environmentNames({ environment: 'dev', accountId: '1', region: 'r', partition: 'aws' }).registryTable // 'gyre-dev-registry'
 */
export function environmentNames(address: EnvironmentAddress, queueHost?: string): EnvironmentNames {
  const { environment, accountId, region, partition } = address;
  const prefix = `gyre-${environment}`;
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = queueHost ?? `https://sqs.${region}.${suffix}`;
  const states = (resource: string) => `arn:${partition}:states:${region}:${accountId}:${resource}`;
  return {
    prefix,
    registryTable: registryTableName(environment),
    bucket: (name) => `${prefix}-${name}-${accountId}-${region}`,
    queueUrl: (name) => `${host}/${accountId}/${prefix}-${name}`,
    machineArn: (name) => states(`stateMachine:${prefix}-${name}`),
    executionArn: (name, execution) => states(`execution:${prefix}-${name}:${execution}`),
    functionName: (step) => `${prefix}-${step}`,
    parameter: (path) => `/gyre/${environment}/${path}`,
    endpoint: (model) => `${prefix}-${model}`,
    alarmTopicArn: `arn:${partition}:sns:${region}:${accountId}:${prefix}-alarms`,
    incidentTopicArn: `arn:${partition}:sns:${region}:${accountId}:${prefix}-incidents`,
    stack: (part) => `${prefix}-${part}`,
  };
}

/** The one name that needs no account. */
export function registryTableName(environment: string): string {
  return `gyre-${environment}-registry`;
}
