import type { CreateEndpointConfigCommandInput, CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import type { Engine, EngineHost, ModelServer } from '../engine/types.ts';

interface Instance {
  readonly variant: string;
  readonly model: CreateModelCommandInput;
  server: ModelServer;
}

/**
 * The processes that serve one endpoint config: one per variant, whatever its instance count (FIDELITY.md).
 * A container that dies is started again, as SageMaker does; until it answers /ping, its requests fail.
 */
export class Fleet {
  readonly #engine: Engine;
  readonly #host: EngineHost;
  readonly #instances = new Map<string, Instance>();
  #isStopped = false;

  private constructor(engine: Engine, host: EngineHost) {
    this.#engine = engine;
    this.#host = host;
  }

  /** Resolves when every variant answers /ping. @throws Error with the reason when one does not come up */
  static async start(
    config: CreateEndpointConfigCommandInput,
    modelOf: (name: string) => CreateModelCommandInput | undefined,
    engine: Engine,
    host: EngineHost,
  ): Promise<Fleet> {
    const fleet = new Fleet(engine, host);
    try {
      const waits = (config.ProductionVariants ?? []).map(async ({ VariantName = '', ModelName = '' }) => {
        const model = modelOf(ModelName);
        if (model === undefined) throw new Error(`Could not find model "${ModelName}"`);
        const server = engine.startModelServer(model, host);
        const instance: Instance = { variant: VariantName, model, server };
        fleet.#instances.set(VariantName, instance);
        await server.ready;
        fleet.#watch(instance);
      });
      await Promise.all(waits);
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  server(variant: string): ModelServer | undefined {
    return this.#instances.get(variant)?.server;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#instances.values()].map(({ server }) => server.stop()));
  }

  #watch(instance: Instance): void {
    void instance.server.exited.then(({ reason }) => {
      if (this.#isStopped) return;
      console.error(`container of ${instance.variant} ended (${reason}); starting it again`);
      instance.server = this.#engine.startModelServer(instance.model, this.#host);
      instance.server.ready.then(
        () => {
          this.#watch(instance);
        },
        () => undefined,
      );
    });
  }
}
