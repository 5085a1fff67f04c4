import { Aws } from 'aws-cdk-lib';

/**
 * Every name and ARN by which one part of an environment finds another. Stacks share names, never exports: a stack
 * that another imports from cannot be changed without it.
 *
 * Account, region and partition are pseudo parameters, so a template fits any account.
 */
export const BUCKETS = [
  'landing',
  'lake',
  'staging',
  'artifacts',
  'capture',
  'reports',
  'audit',
  'access-logs',
] as const;
export type BucketName = (typeof BUCKETS)[number];

export const QUEUES = ['intake', 'capture-objects', 'captures', 'labels', 'ticks', 'retrain'] as const;
export type QueueName = (typeof QUEUES)[number];

export const MACHINES = ['data', 'training', 'deployment', 'monitoring', 'sketching'] as const;
export type MachineName = (typeof MACHINES)[number];

export const KEYS = ['data', 'artifacts', 'platform', 'signing'] as const;
export type KeyName = (typeof KEYS)[number];

/** Which key encrypts a bucket; server access logs can only use S3's own. */
export const KEY_OF_BUCKET: Readonly<Record<Exclude<BucketName, 'access-logs'>, KeyName>> = {
  landing: 'data',
  lake: 'data',
  staging: 'data',
  capture: 'data',
  reports: 'data',
  artifacts: 'artifacts',
  audit: 'artifacts',
};

export class Names {
  readonly environment: string;
  /** Beginning of every name in this environment. */
  readonly prefix: string;

  constructor(environment: string) {
    this.environment = environment;
    this.prefix = `gyre-${environment}`;
  }

  bucket(name: BucketName): string {
    return `${this.prefix}-${name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
  }

  bucketArn(name: BucketName): string {
    return `arn:${Aws.PARTITION}:s3:::${this.bucket(name)}`;
  }

  get registryTable(): string {
    return `${this.prefix}-registry`;
  }

  get registryTableArn(): string {
    return this.arn('dynamodb', `table/${this.registryTable}`);
  }

  queue(name: QueueName): string {
    return `${this.prefix}-${name}`;
  }

  queueArn(name: QueueName): string {
    return this.arn('sqs', this.queue(name));
  }

  machine(name: MachineName): string {
    return `${this.prefix}-${name}`;
  }

  machineArn(name: MachineName): string {
    return this.arn('states', `stateMachine:${this.machine(name)}`);
  }

  executionArn(name: MachineName): string {
    return this.arn('states', `execution:${this.machine(name)}:*`);
  }

  /** Children of the machine's distributed map of that label. */
  childExecutionArn(name: MachineName, label: string): string {
    return this.arn('states', `execution:${this.machine(name)}/${label}:*`);
  }

  get scheduleGroup(): string {
    return this.prefix;
  }

  get scheduleGroupArn(): string {
    return this.arn('scheduler', `schedule-group/${this.scheduleGroup}`);
  }

  /** @param step  the step's folder name, which is unique over all rooms */
  function(step: string): string {
    return `${this.prefix}-${step}`;
  }

  functionArn(step: string): string {
    return this.arn('lambda', `function:${this.function(step)}`);
  }

  get alarmTopic(): string {
    return `${this.prefix}-alarms`;
  }

  get alarmTopicArn(): string {
    return this.arn('sns', this.alarmTopic);
  }

  /** What people hear of: incidents of models, and alarms of the platform. */
  get incidentTopic(): string {
    return `${this.prefix}-incidents`;
  }

  get incidentTopicArn(): string {
    return this.arn('sns', this.incidentTopic);
  }

  modelRole(model: string): string {
    return `${this.prefix}-model-${model}`;
  }

  roleArn(name: string): string {
    return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`;
  }

  /** A customer-managed policy of the platform that several roles share. */
  sharedPolicy(name: 'tracing' | 'log-delivery' | 'job-telemetry'): string {
    return `${this.prefix}-${name}`;
  }

  sharedPolicyArn(name: 'tracing' | 'log-delivery' | 'job-telemetry'): string {
    return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${this.sharedPolicy(name)}`;
  }

  /** @param path  such as `models/air-time` or `platform/data-key` */
  parameter(path: string): string {
    return `/gyre/${this.environment}/${path}`;
  }

  parameterArn(path: string): string {
    return this.arn('ssm', `parameter${this.parameter(path)}`);
  }

  endpoint(model: string): string {
    return `${this.prefix}-${model}`;
  }

  /** @param type  such as `training-job`; all of the environment's resources of that type */
  sageMakerArn(type: string): string {
    return this.arn('sagemaker', `${type}/${this.prefix}-*`);
  }

  arn(service: string, resource: string): string {
    return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
  }
}

/** The host of a service as keys see it in `kms:ViaService`. */
export function viaService(service: 's3' | 'dynamodb' | 'sqs' | 'sns' | 'ssm'): string {
  return `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`;
}
