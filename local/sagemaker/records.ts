import type {
  CreateEndpointCommandInput,
  CreateEndpointConfigCommandInput,
  CreateModelCommandInput,
  CreateTrainingJobCommandInput,
  CreateTransformJobCommandInput,
} from '@aws-sdk/client-sagemaker';

/** What is kept of each resource. Times are epoch milliseconds. */
export interface Transition {
  readonly status: string;
  readonly message: string;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export type JobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

interface JobRecord<Request> {
  readonly arn: string;
  readonly request: Request;
  readonly status: JobStatus;
  readonly secondaryStatus: string;
  readonly transitions: readonly Transition[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly failureReason?: string;
  readonly modelArtifactUri?: string;
}

export type TrainingJobRecord = JobRecord<CreateTrainingJobCommandInput>;
export type TransformJobRecord = JobRecord<CreateTransformJobCommandInput>;

export interface ModelRecord {
  readonly arn: string;
  readonly request: CreateModelCommandInput;
  readonly createdAt: number;
}

export interface EndpointConfigRecord {
  readonly arn: string;
  readonly request: CreateEndpointConfigCommandInput;
  readonly createdAt: number;
}

export type EndpointStatus = 'Creating' | 'Updating' | 'RollingBack' | 'InService' | 'Deleting' | 'Failed';

export interface EndpointRecord {
  readonly arn: string;
  readonly request: CreateEndpointCommandInput;
  readonly status: EndpointStatus;
  /** The config that serves. */
  readonly configName: string;
  /** The config of an update in progress. */
  readonly pendingConfigName?: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly instanceCounts: Readonly<Record<string, number>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly failureReason?: string;
}

export interface TagRecord {
  readonly tags: Readonly<Record<string, string>>;
}
