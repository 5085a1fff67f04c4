import type { CreateEndpointConfigCommandInput } from '@aws-sdk/client-sagemaker';
import type { Engine, EngineHost } from '../engine/types.ts';
import type { FailureSwitches } from '../failure-switches.ts';
import type { EndpointConfigRecord, EndpointRecord, EndpointStatus, ModelRecord } from '../records.ts';
import type { ResourceStore } from '../store.ts';
import type { EventPublisher } from '../telemetry/event-publisher.ts';
import { Fleet } from './fleet.ts';

export interface EndpointFacts {
  readonly endpoints: ResourceStore<EndpointRecord>;
  readonly configs: ResourceStore<EndpointConfigRecord>;
  readonly models: ResourceStore<ModelRecord>;
  readonly engine: Engine;
  readonly host: EngineHost;
  readonly events: EventPublisher;
  readonly failures: FailureSwitches;
  readonly now: () => number;
  /** Called before a fleet goes away, so that its captures are written. */
  readonly flushCapture: () => Promise<void>;
}

/** Endpoints and their fleets: an update starts a new fleet, swaps it in when it answers, and only then stops the old. */
export class EndpointController {
  readonly #facts: EndpointFacts;
  readonly #fleets = new Map<string, Fleet>();
  readonly #work = new Set<Promise<void>>();

  constructor(facts: EndpointFacts) {
    this.#facts = facts;
  }

  fleet(name: string): Fleet | undefined {
    return this.#fleets.get(name);
  }

  /** Brings every endpoint back after a restart of the server, with the config that served before. */
  resume(): void {
    for (const record of this.#facts.endpoints.values()) {
      const name = record.request.EndpointName ?? '';
      if (record.status === 'Failed') continue;
      if (record.status === 'Deleting') this.#facts.endpoints.delete(name);
      else if (record.status === 'Updating' && record.pendingConfigName !== undefined) {
        this.#later(
          this.#restore(name, record.configName).then(() =>
            this.#switch(name, record.pendingConfigName ?? '', 'Updating'),
          ),
        );
      } else
        this.#later(
          this.#switch(name, record.configName, record.status === 'Creating' ? 'Creating' : 'Updating'),
        );
    }
  }

  create(name: string): void {
    this.#announce(name);
    if (this.#facts.failures.strikes('stuck-creating', name)) return;
    const configName = this.#facts.endpoints.get(name)?.configName ?? '';
    this.#later(this.#switch(name, configName, 'Creating'));
  }

  update(name: string, configName: string): void {
    this.#change(name, { status: 'Updating', pendingConfigName: configName });
    if (this.#facts.failures.strikes('silent-rollback', name)) {
      // What a failed update looks like from outside: InService again, with the config from before.
      this.#later(Promise.resolve().then(() => this.#settle(name)));
      return;
    }
    this.#later(this.#switch(name, configName, 'Updating'));
  }

  changeWeights(
    name: string,
    weights: Readonly<Record<string, number>>,
    counts: Readonly<Record<string, number>>,
  ): void {
    this.#change(name, { status: 'Updating' });
    this.#later(
      Promise.resolve().then(() => {
        const record = this.#facts.endpoints.get(name);
        if (record === undefined) return;
        this.#change(name, {
          status: 'InService',
          weights: { ...record.weights, ...weights },
          instanceCounts: { ...record.instanceCounts, ...counts },
        });
      }),
    );
  }

  delete(name: string): void {
    this.#change(name, { status: 'Deleting' });
    const fleet = this.#fleets.get(name);
    this.#fleets.delete(name);
    this.#later(
      (async () => {
        await this.#facts.flushCapture();
        await fleet?.stop();
        this.#facts.endpoints.delete(name);
      })(),
    );
  }

  async stopAll(): Promise<void> {
    await Promise.allSettled(this.#work);
    await Promise.all([...this.#fleets.values()].map((fleet) => fleet.stop()));
  }

  async #switch(name: string, configName: string, from: 'Creating' | 'Updating'): Promise<void> {
    try {
      const next = await this.#start(name, configName);
      const old = this.#fleets.get(name);
      this.#fleets.set(name, next);
      const config = this.#configOf(configName);
      this.#settle(name, configName, config);
      await this.#facts.flushCapture();
      await old?.stop();
    } catch (error) {
      const failureReason = error instanceof Error ? error.message : String(error);
      if (from === 'Creating') this.#change(name, { status: 'Failed', failureReason });
      // A failed update ends InService with the old config: only the reason and the config's name tell.
      else this.#settle(name, undefined, undefined, failureReason);
    }
  }

  async #restore(name: string, configName: string): Promise<void> {
    this.#fleets.set(name, await this.#start(name, configName));
  }

  async #start(name: string, configName: string): Promise<Fleet> {
    const config = this.#configOf(configName);
    if (this.#facts.failures.strikes('container-dies', name)) {
      throw new Error('The primary container for production variant did not pass the ping health check.');
    }
    const modelOf = (model: string) => this.#facts.models.get(model)?.request;
    return Fleet.start(config, modelOf, this.#facts.engine, this.#facts.host);
  }

  #configOf(configName: string): CreateEndpointConfigCommandInput {
    const config = this.#facts.configs.get(configName)?.request;
    if (config === undefined) throw new Error(`Could not find endpoint configuration "${configName}".`);
    return config;
  }

  /** Ends an update. Without a config the old one goes on serving. */
  #settle(
    name: string,
    configName?: string,
    config?: CreateEndpointConfigCommandInput,
    failureReason?: string,
  ): void {
    const record = this.#facts.endpoints.get(name);
    if (record === undefined || record.status === 'Deleting') return;
    const { pendingConfigName: _, failureReason: __, ...kept } = record;
    this.#facts.endpoints.put(name, {
      ...kept,
      status: 'InService',
      modifiedAt: this.#facts.now(),
      ...(configName === undefined || config === undefined
        ? {}
        : { configName, weights: initialWeights(config), instanceCounts: initialCounts(config) }),
      ...(failureReason === undefined ? {} : { failureReason }),
    });
    this.#announce(name);
  }

  #change(name: string, change: Partial<EndpointRecord>): void {
    const record = this.#facts.endpoints.get(name);
    if (record === undefined) return;
    this.#facts.endpoints.put(name, { ...record, ...change, modifiedAt: this.#facts.now() });
    this.#announce(name);
  }

  #announce(name: string): void {
    const record = this.#facts.endpoints.get(name);
    if (record !== undefined) this.#facts.events.endpoint(name, record.arn, record.configName, record.status);
  }

  #later(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        console.error(error);
      })
      .finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }
}

export const CHANGING: ReadonlySet<EndpointStatus> = new Set([
  'Creating',
  'Updating',
  'RollingBack',
  'Deleting',
]);

export function initialWeights(config: CreateEndpointConfigCommandInput): Record<string, number> {
  return Object.fromEntries(
    (config.ProductionVariants ?? []).map((variant) => [
      variant.VariantName ?? '',
      variant.InitialVariantWeight ?? 1,
    ]),
  );
}

export function initialCounts(config: CreateEndpointConfigCommandInput): Record<string, number> {
  return Object.fromEntries(
    (config.ProductionVariants ?? []).map((variant) => [
      variant.VariantName ?? '',
      variant.InitialInstanceCount ?? 1,
    ]),
  );
}
