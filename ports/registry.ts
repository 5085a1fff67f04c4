/**
 * The registry: datasets, models and endpoints as aggregates, each with its own hash-chained ledger.
 *
 * A transition is one transaction: the state changes and the ledger event of one aggregate (and, where two are
 * touched, of the second as well). Every transition moves the aggregate's HEAD from `seq` to `seq + 1` under a
 * condition, so whatever `decide` read through its view is still true when the transaction commits; when somebody
 * else was faster, `decide` runs again on fresh reads. `decide` must therefore be free of side effects.
 */
import { type Aggregate, AGGREGATE_KINDS, type AggregateKind } from '#core/registry/aggregate';
import type { ChainHead } from '#core/registry/ledger';
import type { LedgerEntry, StoredLedgerEvent } from '#core/registry/ledger-event';

export { AGGREGATE_KINDS };
export type { Aggregate, AggregateKind, LedgerEntry, StoredLedgerEvent };

/** A stored item without its keys. `entity` names its type; items of older shapes are upcast on read. */
export interface RegistryItem {
  readonly sk: string;
  readonly entity: string;
  /** Counts the writes to this item, from 1. */
  readonly revision: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ItemWrite {
  readonly sk: string;
  readonly entity: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** `absent`: the item must not exist yet. A number: the revision that must be in place. */
  readonly expect: 'absent' | 'any' | { readonly revision: number };
}

export interface AggregateView {
  readonly aggregate: Aggregate;
  /** 0 before the first transition. */
  readonly seq: number;
  get(sk: string): Promise<RegistryItem | undefined>;
  list(prefix: string): Promise<readonly RegistryItem[]>;
}

export interface TransitionPlan<Result> {
  readonly writes: readonly ItemWrite[];
  readonly event: LedgerEntry;
  /** A second aggregate that changes in the same transaction: each event names the other's seq. */
  readonly also?: {
    readonly aggregate: Aggregate;
    readonly writes: readonly ItemWrite[];
    readonly event: LedgerEntry;
  };
  readonly result: Result;
}

/** Nothing to change: the decision stands already, or must not be taken. */
export interface NoTransition<Result> {
  readonly unchanged: Result;
}

export interface Registry {
  /** Consistent read of one item. */
  get(aggregate: Aggregate, sk: string): Promise<RegistryItem | undefined>;
  /** Consistent read of all items whose sort key starts with `prefix`, in key order. */
  list(
    aggregate: Aggregate,
    prefix: string,
    options?: { readonly newestFirst?: boolean; readonly limit?: number },
  ): Promise<readonly RegistryItem[]>;
  /**
   * @throws RegistryContentionError when the transaction lost too many races in a row
   * @throws ItemConditionError when a write expected another state than `decide` could have read
   * @throws ItemTooLargeError, TransitionPlanError before anything is sent
   */
  transition<Result>(
    aggregate: Aggregate,
    decide: (view: AggregateView) => Promise<TransitionPlan<Result> | NoTransition<Result>>,
  ): Promise<Result>;
  /** Names of all aggregates of a kind, sorted; from an index, for listing only. */
  listAggregates(kind: AggregateKind, tenant?: string): Promise<readonly string[]>;
  /** All events of an aggregate, oldest first; consistent. */
  readLedger(aggregate: Aggregate): Promise<readonly StoredLedgerEvent[]>;
  /** Consistent read of where the chain stands; seq 0 before the first transition. */
  head(aggregate: Aggregate): Promise<ChainHead>;
}
