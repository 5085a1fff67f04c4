import type { EndpointRecord, PendingChange } from '../records.ts';
import type { ResourceStore } from '../store.ts';
import type { EventPublisher } from '../telemetry/event-publisher.ts';

/** What is known of endpoints on disk; whoever watches is told of each change of status. */
export class EndpointRecords {
  readonly #store: ResourceStore<EndpointRecord>;
  readonly #events: EventPublisher;
  readonly #now: () => number;

  constructor(store: ResourceStore<EndpointRecord>, events: EventPublisher, now: () => number) {
    this.#store = store;
    this.#events = events;
    this.#now = now;
  }

  get(name: string): EndpointRecord | undefined {
    return this.#store.get(name);
  }

  values(): Iterable<EndpointRecord> {
    return this.#store.values();
  }

  forget(name: string): void {
    this.#store.delete(name);
  }

  /** A request is carried out only when it could be noted. @throws ServiceError when the disk refuses */
  accept(name: string, change: Partial<EndpointRecord>): void {
    const record = this.#store.get(name);
    if (record === undefined) return;
    this.#store.put(name, { ...record, ...change, modifiedAt: this.#now() });
    this.announce(name);
  }

  /** What has happened is told whether it could be noted or not. */
  change(name: string, change: Partial<EndpointRecord>): void {
    const record = this.#store.get(name);
    if (record === undefined) return;
    this.#store.record(name, { ...record, ...change, modifiedAt: this.#now() });
    this.announce(name);
  }

  /** Ends a change. Without one the old config goes on serving. */
  settle(name: string, done?: PendingChange, failureReason?: string): void {
    const record = this.#store.get(name);
    if (record === undefined) return;
    const settled: EndpointRecord = {
      ...record,
      status: 'InService',
      modifiedAt: this.#now(),
      ...(done === undefined ? {} : { weights: done.weights, instanceCounts: done.instanceCounts }),
      ...done?.update,
    };
    this.#store.record(name, concluded(settled, failureReason));
    this.announce(name);
  }

  announce(name: string): void {
    const record = this.#store.get(name);
    if (record !== undefined) this.#events.endpoint(name, record.arn, record.configName, record.status);
  }
}

/** The record after a change: nothing is pending, and only the last change's failure is told. */
function concluded(record: EndpointRecord, failureReason: string | undefined): EndpointRecord {
  const fields = Object.entries(record).filter(([field]) => field !== 'pending' && field !== 'failureReason');
  const kept = Object.fromEntries(fields) as Omit<EndpointRecord, 'pending' | 'failureReason'>;
  return failureReason === undefined ? kept : { ...kept, failureReason };
}
