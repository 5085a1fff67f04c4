import { setImmediate as nextTurn } from 'node:timers/promises';
import { ItemConditionError, RegistryContentionError } from '#core/registry/errors';
import { partitionKey } from '#core/registry/keys';
import { type ChainHead, GENESIS_HASH } from '#core/registry/ledger';
import { type ChainChange, planTransition } from '#core/registry/plan-transition';
import { currentSchema, upcast } from '#core/registry/upcast';
import type {
  Aggregate,
  AggregateView,
  ItemWrite,
  NoTransition,
  Registry,
  RegistryItem,
  StoredLedgerEvent,
  TransitionPlan,
} from '#ports/registry';

interface StoredItem extends RegistryItem {
  readonly schema: number;
}

interface Chain {
  head: ChainHead;
  readonly items: Map<string, StoredItem>;
  readonly events: StoredLedgerEvent[];
}

const MOST_ATTEMPTS = 100;
const MOST_CONDITION_FAILURES = 5;

/**
 * The registry in memory, with the same optimistic head as on DynamoDB: `decide` runs again when another transition
 * came first. It gives up the turn where the other waits for the network, so that races happen in tests, too.
 */
export function memoryRegistry(now: () => Date = () => new Date('2026-01-01T00:00:00Z')): Registry {
  const chains = new Map<string, Chain>();
  const chainOf = (aggregate: Aggregate): Chain => {
    const key = partitionKey(aggregate);
    const chain = chains.get(key) ?? { head: { seq: 0, hash: GENESIS_HASH }, items: new Map(), events: [] };
    chains.set(key, chain);
    return chain;
  };
  const get: Registry['get'] = async (aggregate, sk) => read(chainOf(aggregate).items.get(sk));
  const list: Registry['list'] = async (aggregate, prefix, options) => {
    const items = [...chainOf(aggregate).items.values()]
      .filter(({ sk }) => sk.startsWith(prefix))
      .sort((a, b) => (a.sk < b.sk ? -1 : 1));
    const ordered = options?.newestFirst === true ? items.toReversed() : items;
    return ordered.slice(0, options?.limit).flatMap((item) => read(item) ?? []);
  };

  /** Like one transaction: all of it or nothing, under the conditions of heads and items. */
  const commit = (changes: readonly ChainChange<ItemWrite>[]): 'committed' | 'raced' | ItemConditionError => {
    const places = changes.map((change) => ({ change, chain: chainOf(change.aggregate) }));
    if (places.some(({ change, chain }) => chain.head.hash !== change.head.hash)) return 'raced';
    for (const { change, chain } of places) {
      const failed = change.writes.find((write) => !isAsExpected(chain, write));
      if (failed !== undefined) {
        return new ItemConditionError('an item is not in the state that the write expected', {
          where: `${change.chain} ${failed.sk}`,
          fix: 'read the item in the same transition and expect its revision',
        });
      }
    }
    for (const { change, chain } of places) apply(chain, change);
    return 'committed';
  };

  return {
    get,
    list,
    head: async (aggregate) => chainOf(aggregate).head,
    transition: async <Result>(
      aggregate: Aggregate,
      decide: (view: AggregateView) => Promise<TransitionPlan<Result> | NoTransition<Result>>,
    ): Promise<Result> => {
      let conditionFailures = 0;
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        const { head } = chainOf(aggregate);
        const plan = await decide({
          aggregate,
          seq: head.seq,
          get: (sk) => get(aggregate, sk),
          list: (prefix) => list(aggregate, prefix),
        });
        if ('unchanged' in plan) return plan.unchanged;
        const { also } = plan;
        const second = also === undefined ? undefined : { ...also, head: chainOf(also.aggregate).head };
        await nextTurn();
        const outcome = commit(
          planTransition(
            now().toISOString(),
            { aggregate, head, writes: plan.writes, event: plan.event },
            second,
          ),
        );
        if (outcome === 'committed') return plan.result;
        if (outcome !== 'raced') {
          conditionFailures += 1;
          if (also === undefined || conditionFailures >= MOST_CONDITION_FAILURES) throw outcome;
        }
      }
      throw new RegistryContentionError('the registry transaction lost too many races', {
        where: partitionKey(aggregate),
        received: `${MOST_ATTEMPTS} conflicts in a row`,
        fix: 'retry',
      });
    },
    listAggregates: async (kind, tenant = 'default') =>
      [...chains.entries()]
        .filter(([key, chain]) => key.startsWith(`${tenant}#${kind}#`) && chain.head.seq > 0)
        .map(([key]) => key.split('#')[2] ?? '')
        .sort(),
    readLedger: async (aggregate) => structuredClone(chainOf(aggregate).events),
  };
}

/** A copy, so that no test can change what is stored by changing what it read. */
function read(item: StoredItem | undefined): RegistryItem | undefined {
  if (item === undefined) return undefined;
  const { sk, entity, revision, schema, data } = structuredClone(item);
  return { sk, entity, revision, data: upcast(entity, schema, data) };
}

function isAsExpected(chain: Chain, { sk, expect }: ItemWrite): boolean {
  const revision = chain.items.get(sk)?.revision;
  if (expect === 'any') return true;
  return expect === 'absent' ? revision === undefined : revision === expect.revision;
}

function apply(chain: Chain, { writes, event }: ChainChange<ItemWrite>): void {
  for (const { sk, entity, data } of writes) {
    const revision = (chain.items.get(sk)?.revision ?? 0) + 1;
    const stored = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
    chain.items.set(sk, { sk, entity, revision, schema: currentSchema(entity), data: stored });
  }
  chain.events.push(JSON.parse(JSON.stringify(event)) as StoredLedgerEvent);
  chain.head = { seq: event.seq, hash: event.hash };
}
