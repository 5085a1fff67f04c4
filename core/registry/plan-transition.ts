import type { Aggregate } from './aggregate.ts';
import { assertTransitionFits } from './item-limits.ts';
import { partitionKey } from './keys.ts';
import { type ChainHead, chainEvent } from './ledger.ts';
import type { LedgerEntry, StoredLedgerEvent } from './ledger-event.ts';

/** One aggregate's share of a transition, as it is stored: its writes, its event, and the head the event follows. */
export interface ChainChange<Write> {
  readonly aggregate: Aggregate;
  readonly chain: string;
  readonly head: ChainHead;
  readonly event: StoredLedgerEvent;
  readonly writes: readonly Write[];
}

interface PlannedWrite {
  readonly sk: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Part<Write extends PlannedWrite> {
  readonly aggregate: Aggregate;
  readonly head: ChainHead;
  readonly writes: readonly Write[];
  readonly event: LedgerEntry;
}

/**
 * Puts the events of a transition into their chains; where two aggregates change, each event names the other's seq.
 * Every implementation of the registry stores exactly this.
 *
 * @param at  wall time, ISO 8601 UTC
 * @throws ItemTooLargeError, TransitionPlanError
 */
export function planTransition<Write extends PlannedWrite>(
  at: string,
  first: Part<Write>,
  second: Part<Write> | undefined,
): readonly ChainChange<Write>[] {
  const parts = second === undefined ? [first] : [first, second];
  assertTransitionFits(parts.map((part) => ({ ...part, chain: partitionKey(part.aggregate) })));
  return parts.map((part, index) => {
    const other = parts[1 - index];
    const also =
      other === undefined ? undefined : { chain: partitionKey(other.aggregate), seq: other.head.seq + 1 };
    const chain = partitionKey(part.aggregate);
    return {
      aggregate: part.aggregate,
      chain,
      head: part.head,
      event: chainEvent(part.head, chain, at, part.event, also),
      writes: part.writes,
    };
  });
}
