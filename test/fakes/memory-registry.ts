import { GENESIS_HASH, chainEvent, type ChainHead } from '#core/registry/ledger';
import { partitionKey } from '#core/registry/keys';
import type {
  Aggregate,
  AggregateKind,
  AggregateView,
  ItemWrite,
  NoTransition,
  Registry,
  RegistryItem,
  StoredLedgerEvent,
  TransitionPlan,
} from '#ports/registry';

interface Chain {
  head: ChainHead;
  readonly items: Map<string, RegistryItem>;
  readonly events: StoredLedgerEvent[];
}

/** The registry in memory, with the same optimistic head: `decide` runs again when another transition came first. */
export function memoryRegistry(now: () => Date = () => new Date('2026-01-01T00:00:00Z')): Registry {
  const chains = new Map<string, Chain>();
  const chainOf = (aggregate: Aggregate): Chain => {
    const key = partitionKey(aggregate);
    const chain = chains.get(key) ?? { head: { seq: 0, hash: GENESIS_HASH }, items: new Map(), events: [] };
    chains.set(key, chain);
    return chain;
  };
  const list = (aggregate: Aggregate, prefix: string) =>
    [...chainOf(aggregate).items.values()].filter(({ sk }) => sk.startsWith(prefix)).sort((a, b) => (a.sk < b.sk ? -1 : 1));

  return {
    get: async (aggregate, sk) => chainOf(aggregate).items.get(sk),
    list: async (aggregate, prefix, options) => {
      const items = list(aggregate, prefix);
      const ordered = options?.newestFirst === true ? items.toReversed() : items;
      return ordered.slice(0, options?.limit);
    },
    transition: async <Result>(
      aggregate: Aggregate,
      decide: (view: AggregateView) => Promise<TransitionPlan<Result> | NoTransition<Result>>,
    ): Promise<Result> => {
      for (;;) {
        const chain = chainOf(aggregate);
        const { seq } = chain.head;
        const plan = await decide({
          aggregate,
          seq,
          get: async (sk) => chain.items.get(sk),
          list: async (prefix) => list(aggregate, prefix),
        });
        if ('unchanged' in plan) return plan.unchanged;
        const second = plan.also === undefined ? undefined : chainOf(plan.also.aggregate);
        if (chain.head.seq !== seq) continue;
        checkExpectations(chain, plan.writes);
        if (second !== undefined && plan.also !== undefined) checkExpectations(second, plan.also.writes);
        const at = now().toISOString();
        const name = partitionKey(aggregate);
        const alsoName = plan.also === undefined ? undefined : partitionKey(plan.also.aggregate);
        const event = chainEvent(
          chain.head,
          name,
          at,
          plan.event,
          second === undefined || alsoName === undefined ? undefined : { chain: alsoName, seq: second.head.seq + 1 },
        );
        if (second !== undefined && plan.also !== undefined && alsoName !== undefined) {
          const alsoEvent = chainEvent(second.head, alsoName, at, plan.also.event, { chain: name, seq: event.seq });
          apply(second, plan.also.writes, alsoEvent);
        }
        apply(chain, plan.writes, event);
        return plan.result;
      }
    },
    listAggregates: async (kind: AggregateKind, tenant = 'default') =>
      [...chains.entries()]
        .filter(([key, chain]) => key.startsWith(`${tenant}#${kind}#`) && chain.head.seq > 0)
        .map(([key]) => key.split('#')[2] ?? '')
        .sort(),
    readLedger: async (aggregate) => [...chainOf(aggregate).events],
  };
}

function checkExpectations(chain: Chain, writes: readonly ItemWrite[]): void {
  for (const { sk, expect } of writes) {
    const revision = chain.items.get(sk)?.revision;
    const isMet = expect === 'any' || (expect === 'absent' ? revision === undefined : revision === expect.revision);
    if (!isMet) throw new Error(`the condition of ${sk} does not hold: ${JSON.stringify({ expect, revision })}`);
  }
}

function apply(chain: Chain, writes: readonly ItemWrite[], event: StoredLedgerEvent): void {
  for (const { sk, entity, data } of writes) {
    const revision = (chain.items.get(sk)?.revision ?? 0) + 1;
    chain.items.set(sk, { sk, entity, revision, data: structuredClone(data) });
  }
  chain.events.push(event);
  chain.head = { seq: event.seq, hash: event.hash };
}
