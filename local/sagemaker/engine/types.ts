import type { S3Client } from '@aws-sdk/client-s3';
import type {
  CreateModelCommandInput,
  CreateTrainingJobCommandInput,
  CreateTransformJobCommandInput,
} from '@aws-sdk/client-sagemaker';

/** What the control plane gives the engine: a place on disk, a Python, the emulator's S3 and its logs. */
export interface EngineHost {
  readonly baseDirectory: string;
  readonly python: string;
  readonly s3: S3Client;
  readonly region: string;
  readonly accountId: string;
  publishLog(group: string, stream: string, lines: readonly string[]): Promise<void>;
  /** Seconds between SIGTERM and SIGKILL of a stopped job. Default: 120, as on AWS; 2 when interrupted. */
  readonly stopGraceSeconds?: number;
}

/** Where the lines of a hosted model go. */
export interface LogTarget {
  readonly group: string;
  readonly stream: string;
}

export interface JobOutcome {
  readonly status: 'Completed' | 'Failed' | 'Stopped';
  readonly secondaryStatus: string;
  readonly failureReason?: string;
  readonly modelArtifactUri?: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

export type StopReason = 'Stopped' | 'MaxRuntimeExceeded' | 'Interrupted';

export interface RunningJob {
  readonly pid: number | undefined;
  /** Never rejects: a failed job is an outcome. */
  readonly outcome: Promise<JobOutcome>;
  stop(why: StopReason): Promise<void>;
}

export type OnSecondaryStatus = (status: string, message: string) => void;

export interface InvokeRequest {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly accept: string;
  readonly timeoutMilliseconds: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface InvokeResponse {
  readonly status: number;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** One instance of a variant: a real process under the serving contract, on a Unix socket of this user. */
export interface ModelServer {
  readonly pid: number | undefined;
  /** Resolves when /ping answers 200; rejects when the container dies or does not answer in time. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended, whoever ended it. */
  readonly exited: Promise<{ readonly reason: string }>;
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
  stop(): Promise<void>;
}

export interface Engine {
  startTrainingJob(
    request: CreateTrainingJobCommandInput,
    host: EngineHost,
    on: OnSecondaryStatus,
  ): RunningJob;
  startTransformJob(
    request: CreateTransformJobCommandInput,
    model: CreateModelCommandInput,
    host: EngineHost,
    on: OnSecondaryStatus,
  ): RunningJob;
  startModelServer(
    model: CreateModelCommandInput,
    host: EngineHost,
    environment?: Readonly<Record<string, string>>,
    log?: LogTarget,
  ): ModelServer;
}
