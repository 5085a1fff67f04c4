import { randomUUID } from 'node:crypto';
import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import type { Engine, EngineHost, InvokeRequest, InvokeResponse, ModelServer } from '../engine/types.ts';
import type { Deployed } from '../records.ts';
import { allVariants } from './deployed.ts';

interface Instance {
  readonly endpoint: string;
  readonly variant: string;
  readonly model: CreateModelCommandInput;
  server: ModelServer;
  isReady: boolean;
}

/** The variant has no container that answers: SageMaker says ModelNotReady. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

const FIRST_BACKOFF_MILLISECONDS = 200;
const LONGEST_BACKOFF_MILLISECONDS = 5000;

/**
 * The processes that serve one endpoint config: one per variant, whatever its instance count (FIDELITY.md).
 * A container that dies is started again, as SageMaker does; until it answers /ping, its variant is not ready.
 */
export class Fleet {
  readonly #engine: Engine;
  readonly #host: EngineHost;
  readonly #instances = new Map<string, Instance>();
  readonly #inFlight = new Set<Promise<unknown>>();
  #isStopped = false;

  private constructor(engine: Engine, host: EngineHost) {
    this.#engine = engine;
    this.#host = host;
  }

  /** Resolves when every variant answers /ping. @throws Error with the reason when one does not come up */
  static async start(
    endpoint: string,
    { config, models }: Deployed,
    { engine, host }: { readonly engine: Engine; readonly host: EngineHost },
  ): Promise<Fleet> {
    const fleet = new Fleet(engine, host);
    try {
      const waits = allVariants(config).map(async ({ VariantName: variant = '', ModelName = '' }) => {
        const model = models[ModelName];
        if (model === undefined) throw new Error(`Could not find model "${ModelName}".`);
        const server = fleet.#startServer(endpoint, variant, model);
        const instance: Instance = { endpoint, variant, model, server, isReady: false };
        fleet.#instances.set(variant, instance);
        await instance.server.ready;
        fleet.#serve(instance);
      });
      await Promise.all(waits);
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  /** @throws NotReadyError when the container is down, or its own error when it breaks off the request */
  async invoke(variant: string, request: InvokeRequest): Promise<InvokeResponse> {
    const instance = this.#instances.get(variant);
    if (instance?.isReady !== true) {
      throw new NotReadyError(`The container of variant ${variant} is being started.`);
    }
    const answer = instance.server.invoke(request);
    // Only its end matters here: whoever called sees the error.
    const end: Promise<unknown> = answer.catch(() => undefined).finally(() => this.#inFlight.delete(end));
    this.#inFlight.add(end);
    return await answer;
  }

  /** The variants with the process that leads the container of each. */
  processes(): readonly { readonly variant: string; readonly pid: number | undefined }[] {
    return [...this.#instances.values()].map(({ variant, server }) => ({ variant, pid: server.pid }));
  }

  /** Ends the processes after they have answered what they were asked. Nothing new may be sent any more. */
  async drain(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.stop();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#instances.values()].map(({ server }) => server.stop()));
  }

  #startServer(endpoint: string, variant: string, model: CreateModelCommandInput): ModelServer {
    const log = {
      group: `/aws/sagemaker/Endpoints/${endpoint}`,
      stream: `${variant}/i-${randomUUID().slice(-12)}`,
    };
    return this.#engine.startModelServer(model, this.#host, undefined, log);
  }

  #serve(instance: Instance): void {
    instance.isReady = true;
    void instance.server.exited.then(({ reason }) => {
      instance.isReady = false;
      if (this.#isStopped) return;
      console.error(`container of ${instance.variant} ended (${reason}); starting it again`);
      void this.#startAgain(instance);
    });
  }

  #isOver(): boolean {
    return this.#isStopped;
  }

  async #startAgain(instance: Instance): Promise<void> {
    for (
      let wait = FIRST_BACKOFF_MILLISECONDS;
      !this.#isOver();
      wait = Math.min(2 * wait, LONGEST_BACKOFF_MILLISECONDS)
    ) {
      instance.server = this.#startServer(instance.endpoint, instance.variant, instance.model);
      const isUp = await instance.server.ready.then(
        () => true,
        () => false,
      );
      if (isUp && !this.#isOver()) {
        this.#serve(instance);
        return;
      }
      // Not up, or stopped while it came up: this process is not among those that stop() has ended.
      await instance.server.stop();
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }
}
