import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { DataCapture } from './endpoints/data-capture.ts';
import { EndpointController } from './endpoints/endpoint-controller.ts';
import { type ScaledVariants, scaledVariantsOf } from './endpoints/scalable-targets.ts';
import { emulatorAt } from './emulator-up.ts';
import type { Engine, EngineHost } from './engine/types.ts';
import { FailureSwitches } from './failure-switches.ts';
import { failedJob } from './jobs/finished-job.ts';
import { JobController } from './jobs/job-controller.ts';
import { JobQueue } from './jobs/job-queue.ts';
import type {
  EndpointConfigRecord,
  EndpointRecord,
  ModelRecord,
  TagRecord,
  TrainingJobRecord,
  TransformJobRecord,
} from './records.ts';
import { ResourceStore } from './store.ts';
import { EventPublisher } from './telemetry/event-publisher.ts';
import { MetricPublisher } from './telemetry/metric-publisher.ts';
import { ResourceWatch } from './telemetry/resource-watch.ts';

/** Everything an operation may need. */
export interface Service {
  readonly region: string;
  readonly accountId: string;
  readonly trainingJobs: ResourceStore<TrainingJobRecord>;
  readonly transformJobs: ResourceStore<TransformJobRecord>;
  readonly models: ResourceStore<ModelRecord>;
  readonly configs: ResourceStore<EndpointConfigRecord>;
  readonly endpoints: ResourceStore<EndpointRecord>;
  readonly tags: ResourceStore<TagRecord>;
  readonly training: JobController<TrainingJobRecord>;
  readonly transform: JobController<TransformJobRecord>;
  readonly hosting: EndpointController;
  readonly capture: DataCapture;
  readonly metrics: MetricPublisher;
  readonly resources: ResourceWatch;
  readonly failures: FailureSwitches;
  /** In [0, 1): draws variants and samples. */
  readonly random: () => number;
  readonly scaledVariants: ScaledVariants;
  arn(kind: string, name: string): string;
  now(): number;
  /** Takes up what a stop or a crash of the server cut off. */
  resume(): void;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly stateDirectory: string;
  readonly emulatorUrl: string;
  readonly python: string;
  readonly engine: Engine;
  readonly region: string;
  readonly accountId: string;
  readonly mostJobsAtOnce: number;
  publishLog: EngineHost['publishLog'];
  /** Source of chance. Default: a different one each time. */
  readonly random?: () => number;
  /** Token that marks events as the service's own. Default: none, and the emulator refuses `aws.*` events. */
  readonly adminToken?: string;
  /** Default: the emulator's Application Auto Scaling is asked. */
  readonly scaledVariants?: ScaledVariants;
}

export function createService(options: ServiceOptions): Service {
  const { stateDirectory, region, accountId, engine } = options;
  const connection = {
    region,
    endpoint: options.emulatorUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  const host: EngineHost = {
    baseDirectory: `${stateDirectory}/work`,
    python: options.python,
    s3,
    region,
    accountId,
    publishLog: options.publishLog,
  };
  const now = () => Date.now();
  const failures = new FailureSwitches();
  const events = new EventPublisher(new EventBridgeClient(connection), options.adminToken);
  const random = options.random ?? Math.random;
  const capture = new DataCapture(s3, random);
  const queue = new JobQueue(options.mostJobsAtOnce);
  const trainingJobs = new ResourceStore<TrainingJobRecord>(stateDirectory, 'training-jobs');
  const transformJobs = new ResourceStore<TransformJobRecord>(stateDirectory, 'transform-jobs');
  const models = new ResourceStore<ModelRecord>(stateDirectory, 'models');
  const configs = new ResourceStore<EndpointConfigRecord>(stateDirectory, 'endpoint-configs');
  const endpoints = new ResourceStore<EndpointRecord>(stateDirectory, 'endpoints');
  const metrics = new MetricPublisher(new CloudWatchClient(connection));
  const shared = { queue, events, failures, now, emulator: emulatorAt(options.emulatorUrl) };
  const training = new JobController<TrainingJobRecord>(
    {
      noun: 'TrainingJob',
      store: trainingJobs,
      start: (record, on) => engine.startTrainingJob(record.request, host, on),
    },
    shared,
  );
  const transform = new JobController<TransformJobRecord>(
    {
      noun: 'TransformJob',
      store: transformJobs,
      start: (record, on) => {
        const model = models.get(record.request.ModelName ?? '')?.request;
        if (model !== undefined) return engine.startTransformJob(record.request, model, host, on);
        return failedJob(`ClientError: Could not find model "${record.request.ModelName ?? ''}".`, now());
      },
    },
    shared,
  );
  const hosting = new EndpointController({
    ...{ endpoints, engine, host, events, failures, now },
    flushCapture: () => capture.flush(),
  });
  const resources = new ResourceWatch(metrics, stateDirectory, () => hosting.served());
  return {
    ...{ region, accountId, trainingJobs, transformJobs, models, configs, endpoints },
    tags: new ResourceStore<TagRecord>(stateDirectory, 'tags'),
    ...{ training, transform, hosting, capture, metrics, resources, failures, random, now },
    scaledVariants: options.scaledVariants ?? scaledVariantsOf(options.emulatorUrl),
    arn: (kind, name) => `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name.toLowerCase()}`,
    resume() {
      training.resume((record) => record.request.TrainingJobName ?? '');
      transform.resume((record) => record.request.TransformJobName ?? '');
      hosting.resume();
      resources.start();
    },
    async stop() {
      resources.stop();
      await queue.stopAll();
      await hosting.stopAll();
      await capture.flush();
      await metrics.close();
      await events.flush();
    },
  };
}
