/** An engine without processes: jobs and containers do at once, or on a word of the test, what their names say. */
import type {
  Engine,
  InvokeRequest,
  JobOutcome,
  LogTarget,
  ModelServer,
  OnSecondaryStatus,
  RunningJob,
  StopReason,
} from '#local/sagemaker/engine/types';

export interface FakeJob {
  readonly name: string;
  readonly on: OnSecondaryStatus;
  readonly stops: StopReason[];
  finish(outcome: Partial<JobOutcome>): void;
}

/** What a container does; told by `BEHAVIOUR` in the model's environment. Default: it echoes. */
export type Behaviour = 'echo' | 'never-ready' | 'refuses-ping' | 'error-500' | 'breaks-off' | 'held';

export interface FakeServer {
  readonly model: string;
  readonly log: LogTarget | undefined;
  readonly requests: InvokeRequest[];
  isStopped: boolean;
  /** The process ends by itself. */
  die(): void;
  /** Lets the requests go that a `held` container keeps. */
  release(): void;
}

export interface FakeEngine extends Engine {
  readonly jobs: FakeJob[];
  readonly servers: FakeServer[];
  /** The newest job of this name. Jobs whose name contains `held` run until the test or a stop ends them. */
  job(name: string): FakeJob;
  serversOf(model: string): readonly FakeServer[];
}

export function fakeEngine(): FakeEngine {
  const jobs: FakeJob[] = [];
  const servers: FakeServer[] = [];

  function startJob(name: string, artifact: string | undefined, on: OnSecondaryStatus): RunningJob {
    const { promise, resolve } = Promise.withResolvers<JobOutcome>();
    const startedAt = new Date();
    const finish = (outcome: Partial<JobOutcome>): void =>
      resolve({
        status: 'Completed',
        secondaryStatus: 'Completed',
        startedAt,
        endedAt: new Date(),
        ...outcome,
      });
    const job: FakeJob = { name, on, stops: [], finish };
    jobs.push(job);
    queueMicrotask(() => {
      on('Downloading', 'Downloading input data');
      on('Training', 'Training image download completed');
      if (name.includes('held')) return;
      on('Uploading', 'Uploading generated training model');
      finish(artifact === undefined ? {} : { modelArtifactUri: artifact });
    });
    return {
      pid: undefined,
      outcome: promise,
      stop(why) {
        job.stops.push(why);
        finish({ status: 'Stopped', secondaryStatus: why });
        return Promise.resolve();
      },
    };
  }

  return {
    jobs,
    servers,
    job(name) {
      const found = jobs.findLast((job) => job.name === name);
      if (found === undefined) throw new Error(`job ${name} was not started`);
      return found;
    },
    serversOf: (model) => servers.filter((server) => server.model === model),
    startTrainingJob: (request, _host, on) =>
      startJob(
        request.TrainingJobName ?? '',
        `${request.OutputDataConfig?.S3OutputPath}/${request.TrainingJobName}/output/model.tar.gz`,
        on,
      ),
    startTransformJob: (request, _model, _host, on) =>
      startJob(request.TransformJobName ?? '', undefined, on),
    startModelServer(model, _host, _environment, log) {
      const behaviour = (model.PrimaryContainer?.Environment?.['BEHAVIOUR'] ?? 'echo') as Behaviour;
      const server = startServer(model.ModelName ?? '', behaviour, log);
      servers.push(server.fake);
      return server.real;
    },
  };
}

function startServer(
  model: string,
  behaviour: Behaviour,
  log: LogTarget | undefined,
): { fake: FakeServer; real: ModelServer } {
  const exit = Promise.withResolvers<{ reason: string }>();
  const ready = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const fake: FakeServer = {
    ...{ model, log, requests: [], isStopped: false },
    die: () => exit.resolve({ reason: 'killed by a test' }),
    release: () => gate.resolve(),
  };
  if (behaviour === 'refuses-ping') ready.reject(new Error('the container did not answer /ping'));
  else if (behaviour !== 'never-ready') ready.resolve();
  const real: ModelServer = {
    pid: undefined,
    ready: ready.promise,
    exited: exit.promise,
    async invoke(request) {
      fake.requests.push(request);
      if (behaviour === 'held') await gate.promise;
      if (behaviour === 'breaks-off') throw new Error('the container closed the connection');
      if (behaviour === 'error-500')
        return { status: 500, body: Buffer.from('boom'), contentType: 'text/plain' };
      const body = Buffer.from(`${model}:${Buffer.from(request.body).toString()}`);
      return { status: 200, body, contentType: request.accept === '*/*' ? 'text/csv' : request.accept };
    },
    stop() {
      fake.isStopped = true;
      ready.reject(new Error('stopped'));
      exit.resolve({ reason: 'stopped' });
      return Promise.resolve();
    },
  };
  ready.promise.catch(() => undefined);
  return { fake, real };
}
