import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, EngineHost } from '../engine/types.ts';
import type { FailureSwitches } from '../failure-switches.ts';
import type {
  Deployed,
  EndpointRecord,
  EndpointStatus,
  PendingChange,
  VariantProperties,
} from '../records.ts';
import type { ResourceStore } from '../store.ts';
import type { EventPublisher } from '../telemetry/event-publisher.ts';
import type { ServedVariant } from '../telemetry/resource-watch.ts';
import { EndpointRecords } from './endpoint-records.ts';
import { Fleet } from './fleet.ts';

export interface EndpointFacts {
  readonly endpoints: ResourceStore<EndpointRecord>;
  readonly engine: Engine;
  readonly host: EngineHost;
  readonly events: EventPublisher;
  readonly failures: FailureSwitches;
  readonly now: () => number;
  /** Called before a fleet goes away, so that its captures are written. */
  readonly flushCapture: () => Promise<void>;
}

/** Statuses in which nothing may be changed or deleted. */
export const CHANGING: ReadonlySet<EndpointStatus> = new Set([
  'Creating',
  'Updating',
  'RollingBack',
  'Deleting',
]);

/** Statuses in which a fleet takes requests. */
const SERVING: ReadonlySet<EndpointStatus> = new Set(['InService', 'Updating', 'RollingBack']);

/** What takes minutes on AWS must at least be visible to who polls. */
const SHORTEST_CHANGE_MILLISECONDS = 50;
const RESTORE_RETRY_MILLISECONDS = 1000;
const NO_PING =
  'The primary container for production variant did not pass the ping health check. Please check CloudWatch logs.';

/** Endpoints and their fleets: an update starts a new fleet, swaps it in when it answers, and only then ends the old. */
export class EndpointController {
  readonly #facts: EndpointFacts;
  readonly #records: EndpointRecords;
  readonly #fleets = new Map<string, Fleet>();
  /** Fleets on their way back after a restart of the server: a request waits for them. */
  readonly #returning = new Map<string, Promise<void>>();
  readonly #work = new Set<Promise<void>>();
  /** Endpoints with a creation or a change in hand: never two at once. */
  readonly #busy = new Set<string>();
  #isStopped = false;

  constructor(facts: EndpointFacts) {
    this.#facts = facts;
    this.#records = new EndpointRecords(facts.endpoints, facts.events, facts.now);
  }

  /**
   * The fleet that serves, or undefined. Waits for one that comes back, and brings it back where a request comes
   * before `resume()`: an endpoint that is InService answers.
   */
  async fleet(name: string): Promise<Fleet | undefined> {
    const record = this.#records.get(name);
    if (record !== undefined && this.#isAway(name) && SERVING.has(record.status)) {
      this.#restore(name, record.deployed, record.pending);
    }
    await this.#returning.get(name);
    return this.#fleets.get(name);
  }

  /** What is in service now, variant by variant. */
  served(): readonly ServedVariant[] {
    return [...this.#fleets].flatMap(([endpoint, fleet]) =>
      fleet.processes().map((own) => ({ endpoint, ...own })),
    );
  }

  /** Brings every endpoint back after a restart of the server, and goes on with the change it was in. */
  resume(): void {
    for (const record of this.#records.values()) {
      const name = record.request.EndpointName ?? '';
      // Asked for between the start of the server and now: it is on its way already.
      if (!this.#isAway(name)) continue;
      if (record.status === 'Deleting') this.#records.forget(name);
      else if (record.status === 'Creating') this.#later(this.#create(name));
      else if (SERVING.has(record.status)) this.#restore(name, record.deployed, record.pending);
    }
  }

  /** Neither up nor on its way. */
  #isAway(name: string): boolean {
    return !this.#fleets.has(name) && !this.#returning.has(name) && !this.#busy.has(name);
  }

  create(name: string): void {
    this.#records.announce(name);
    if (this.#facts.failures.strikes('stuck-creating', name)) return;
    this.#later(this.#create(name));
  }

  /** @throws ServiceError when the change cannot be noted */
  update(
    name: string,
    update: { configName: string; deployed: Deployed },
    properties: VariantProperties,
  ): void {
    const pending = { update, ...properties, startedAt: this.#facts.now() };
    this.#begin(name, pending);
  }

  /** @throws ServiceError when the change cannot be noted */
  changeProperties(name: string, properties: VariantProperties): void {
    this.#begin(name, { ...properties, startedAt: this.#facts.now() });
  }

  delete(name: string): void {
    if (this.#records.get(name) === undefined) return;
    this.#records.accept(name, { status: 'Deleting' });
    const fleet = this.#fleets.get(name);
    this.#fleets.delete(name);
    this.#later(
      (async () => {
        await fleet?.drain();
        await this.#facts.flushCapture();
        this.#records.forget(name);
      })(),
    );
  }

  async stopAll(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#fleets.values()].map((fleet) => fleet.stop()));
    await Promise.allSettled(this.#work);
    await Promise.all([...this.#fleets.values()].map((fleet) => fleet.stop()));
  }

  async #create(name: string): Promise<void> {
    const record = this.#records.get(name);
    if (record === undefined) return;
    this.#busy.add(name);
    try {
      this.#fleets.set(name, await this.#start(name, record.deployed));
      this.#records.change(name, { status: 'InService' });
    } catch (error) {
      if (this.#isStopped) return;
      this.#records.change(name, { status: 'Failed', failureReason: messageOf(error) });
    } finally {
      this.#busy.delete(name);
    }
  }

  #restore(name: string, deployed: Deployed, pending: PendingChange | undefined): void {
    const back = this.#startUntilUp(name, deployed).then(() => {
      this.#returning.delete(name);
      if (pending !== undefined && !this.#isStopped) this.#later(this.#finish(name, pending));
    });
    this.#returning.set(name, back);
    this.#later(back);
  }

  /** What served before the restart serves again: a failure to start is the machine's, not the model's. */
  async #startUntilUp(name: string, deployed: Deployed): Promise<void> {
    while (!this.#isStopped) {
      try {
        this.#fleets.set(name, await Fleet.start(name, deployed, this.#facts));
        return;
      } catch (error) {
        console.error(`endpoint ${name} does not come back yet: ${messageOf(error)}`);
        await delay(RESTORE_RETRY_MILLISECONDS, undefined, { ref: false });
      }
    }
  }

  #begin(name: string, pending: PendingChange): void {
    if (this.#records.get(name) === undefined) return;
    this.#records.accept(name, { status: 'Updating', pending });
    this.#later(this.#finish(name, pending));
  }

  async #finish(name: string, pending: PendingChange): Promise<void> {
    this.#busy.add(name);
    try {
      await this.#carryOut(name, pending);
    } finally {
      this.#busy.delete(name);
    }
  }

  async #carryOut(name: string, pending: PendingChange): Promise<void> {
    await delay(SHORTEST_CHANGE_MILLISECONDS);
    if (pending.update === undefined) {
      this.#records.settle(name, pending);
      return;
    }
    const isSilentlyRolledBack = this.#facts.failures.strikes('silent-rollback', name);
    try {
      const next = await this.#start(name, pending.update.deployed);
      if (isSilentlyRolledBack) {
        await next.stop();
        await this.#rollBack(name);
        return;
      }
      const old = this.#fleets.get(name);
      this.#fleets.set(name, next);
      this.#records.settle(name, pending);
      await old?.drain();
      await this.#facts.flushCapture();
    } catch (error) {
      // Cut off by the end of the server: the change stays pending and is taken up again.
      if (!this.#isStopped) await this.#rollBack(name, messageOf(error));
    }
  }

  /** A failed update ends InService with the old config: only the reason and the config's name tell, if at all. */
  async #rollBack(name: string, failureReason?: string): Promise<void> {
    this.#records.change(name, { status: 'RollingBack' });
    await delay(SHORTEST_CHANGE_MILLISECONDS);
    this.#records.settle(name, undefined, failureReason);
  }

  async #start(name: string, deployed: Deployed): Promise<Fleet> {
    if (this.#facts.failures.strikes('container-dies', name)) throw new Error(NO_PING);
    const fleet = await Fleet.start(name, deployed, this.#facts);
    if (!this.#isStopped) return fleet;
    await fleet.stop();
    throw new Error('the server is stopping');
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
