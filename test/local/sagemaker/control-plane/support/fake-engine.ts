/** An engine without processes: a test says when a job ends, and a model's environment says how it behaves. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import type {
  Engine,
  JobOutcome,
  ModelServer,
  OnSecondaryStatus,
  RunningJob,
} from '#local/sagemaker/engine/types';

export interface FakeJob {
  finish(outcome?: Partial<JobOutcome>): void;
}

export interface FakeServer {
  readonly model: string;
  isAlive: boolean;
  die(): void;
}

/** Behaviour of a fake model, in its container's environment. */
export interface Behaviour {
  readonly START_MS?: string;
  readonly LATENCY_MS?: string;
  readonly CRASH?: 'yes';
  readonly STATUS?: string;
}

const STOP_MILLISECONDS = 30;

export class FakeEngine implements Engine {
  readonly jobs = new Map<string, FakeJob>();
  /** Names in order of start; a job that was restarted is there twice. */
  readonly started: string[] = [];
  readonly servers: FakeServer[] = [];

  startTrainingJob(
    request: { TrainingJobName: string | undefined },
    _host: unknown,
    on: OnSecondaryStatus,
  ): RunningJob {
    return this.#start(request.TrainingJobName ?? '', on);
  }

  startTransformJob(
    request: { TransformJobName: string | undefined },
    _model: unknown,
    _host: unknown,
    on: OnSecondaryStatus,
  ): RunningJob {
    return this.#start(request.TransformJobName ?? '', on);
  }

  aliveModels(): readonly string[] {
    return this.servers
      .filter((server) => server.isAlive)
      .map((server) => server.model)
      .sort();
  }

  startModelServer(model: CreateModelCommandInput): ModelServer {
    const name = model.ModelName ?? '';
    const behaviour: Behaviour = model.PrimaryContainer?.Environment ?? {};
    const exit = Promise.withResolvers<{ readonly reason: string }>();
    const server: FakeServer = {
      model: name,
      isAlive: true,
      die() {
        server.isAlive = false;
        exit.resolve({ reason: 'exit code 137' });
      },
    };
    this.servers.push(server);
    const ready = delay(Number(behaviour.START_MS ?? 1)).then(() => {
      if (behaviour.CRASH === undefined) return;
      server.die();
      throw new Error('the container did not pass the ping health check');
    });
    ready.catch(() => undefined);
    return {
      pid: undefined,
      ready,
      exited: exit.promise,
      async invoke({ body, accept }) {
        await delay(Number(behaviour.LATENCY_MS ?? 0));
        if (!server.isAlive) throw new Error('the container broke off the request');
        const text = `${name}:${Buffer.from(body).toString('utf8')}`;
        return { status: Number(behaviour.STATUS ?? 200), body: Buffer.from(text), contentType: accept };
      },
      async stop() {
        server.isAlive = false;
        exit.resolve({ reason: 'stopped' });
      },
    };
  }

  #start(name: string, on: OnSecondaryStatus): RunningJob {
    this.started.push(name);
    const startedAt = new Date();
    const { promise: outcome, resolve } = Promise.withResolvers<JobOutcome>();
    const finish = (changes: Partial<JobOutcome> = {}) => {
      const done = {
        status: 'Completed',
        secondaryStatus: 'Completed',
        startedAt,
        endedAt: new Date(),
      } as const;
      const result = { ...done, ...changes };
      on(result.secondaryStatus, '');
      resolve(result);
    };
    this.jobs.set(name, { finish });
    on('Starting', 'Launching the requested instance');
    on('Downloading', 'Downloading input data');
    setImmediate(() => on('Training', 'Training in progress'));
    return {
      pid: undefined,
      outcome,
      async stop(why) {
        on('Stopping', '');
        await delay(STOP_MILLISECONDS);
        finish({ status: 'Stopped', secondaryStatus: why });
      },
    };
  }
}
