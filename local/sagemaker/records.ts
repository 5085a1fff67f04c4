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

/** What a fleet was built from: kept with the endpoint, which serves on when a config or model is deleted. */
export interface Deployed {
  readonly config: CreateEndpointConfigCommandInput;
  readonly models: Readonly<Record<string, CreateModelCommandInput>>;
}

/** Weight and number of instances by variant. */
export interface VariantProperties {
  readonly weights: Readonly<Record<string, number>>;
  readonly instanceCounts: Readonly<Record<string, number>>;
}

/** A change in progress: it is taken up again after a restart of the server. */
export interface PendingChange extends VariantProperties {
  /** Only an update has a new fleet; a change of weights has not. */
  readonly update?: { readonly configName: string; readonly deployed: Deployed };
  readonly startedAt: number;
}

export interface EndpointRecord extends VariantProperties {
  readonly arn: string;
  readonly request: CreateEndpointCommandInput;
  readonly status: EndpointStatus;
  /** The config that serves. */
  readonly configName: string;
  readonly deployed: Deployed;
  readonly pending?: PendingChange;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly failureReason?: string;
}

export interface TagRecord {
  readonly tags: Readonly<Record<string, string>>;
}
