/** What Gyre asks of SageMaker's control plane outside state machines: looking, and the few calls a shell makes. */
export interface VariantDescription {
  readonly name: string;
  readonly currentWeight: number;
  readonly desiredWeight: number;
  readonly currentInstanceCount: number;
  readonly desiredInstanceCount: number;
  /** Resolved images (with digest), as deployed. */
  readonly images: readonly string[];
}

export interface EndpointDescription {
  /** InService, Creating, Updating, SystemUpdating, RollingBack, OutOfService, Deleting, Failed, UpdateRollbackFailed. */
  readonly status: string;
  readonly configName: string;
  readonly hasPendingDeployment: boolean;
  readonly variants: readonly VariantDescription[];
  readonly captureEnabled: boolean;
  readonly captureDestination?: string;
  readonly failureReason?: string;
}

export interface JobDescription {
  readonly status: string;
  readonly secondaryStatus?: string;
  readonly failureReason?: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly modelArtifactUri?: string;
}

export type SageMakerKind = 'TrainingJob' | 'TransformJob' | 'Model' | 'EndpointConfig' | 'Endpoint';

export interface SageMakerControl {
  /** `undefined` when there is no such endpoint. */
  describeEndpoint(name: string): Promise<EndpointDescription | undefined>;
  describeTrainingJob(name: string): Promise<JobDescription | undefined>;
  describeTransformJob(name: string): Promise<JobDescription | undefined>;
  /** Names that contain `nameContains`, for clean-up; never used to decide. */
  listNames(kind: SageMakerKind, nameContains: string): AsyncIterable<string>;
  /** Deleting what is gone already is success. */
  delete(kind: 'Model' | 'EndpointConfig' | 'Endpoint', name: string): Promise<void>;
}
