/** What every implementation of the registry must do: the suite is the port's meaning. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ItemConditionError,
  ItemTooLargeError,
  RegistryContentionError,
  TransitionPlanError,
} from '#core/registry/errors';
import { aliasKey, LEASE_KEY, VERSION_PREFIX, versionKey } from '#core/registry/keys';
import { verifyChain } from '#core/registry/ledger';
import { verifyLedger } from '#core/registry/verify-ledger';
import type { Aggregate, LedgerEntry, Registry } from '#ports/registry';

export interface SuiteSize {
  readonly writers: number;
  readonly rounds: number;
}

const CHAMPION = aliasKey('champion');
let made = 0;

export function describeRegistry(name: string, make: () => Promise<Registry>, size: SuiteSize): void {
  describe(name, () => {
    let registry: Registry;
    beforeAll(async () => {
      registry = await make();
    });
    /** An aggregate nobody else uses. */
    const fresh = (kind: Aggregate['kind'] = 'model'): Aggregate => {
      made += 1;
      return { kind, name: `m${made}` };
    };
    const chainOf = ({ tenant, kind, name: aggregateName }: Aggregate) =>
      `${tenant ?? 'default'}#${kind}#${aggregateName}`;

    const register = (aggregate: Aggregate, cause: string) =>
      registry.transition(aggregate, async (view) => {
        const [last] = (await view.list(VERSION_PREFIX)).slice(-1);
        const version = Number(last?.data['version'] ?? 0) + 1;
        return {
          writes: [
            { sk: versionKey(version), entity: 'model-version', expect: 'absent', data: { version, cause } },
          ],
          event: entry('model-version-registered', cause, { version }),
          result: version,
        };
      });

    const promote = (aggregate: Aggregate, version: number, evaluatedAgainst: number | undefined) =>
      registry.transition<'promoted' | 'stale'>(aggregate, async (view) => {
        const champion = await view.get(CHAMPION);
        if (champion?.data['version'] !== evaluatedAgainst) return { unchanged: 'stale' };
        return {
          writes: [
            {
              sk: CHAMPION,
              entity: 'alias',
              expect: champion === undefined ? 'absent' : { revision: champion.revision },
              data: { version },
            },
          ],
          event: entry('model-version-promoted', `ct-${version}`, { version }),
          result: 'promoted',
        };
      });

    test(`D-01 ${size.writers} writers x ${size.rounds} get versions without gap or double, and one chain`, async () => {
      const model = fresh();
      const versions = (
        await Promise.all(
          Array.from({ length: size.writers }, async (_, writer) => {
            const own: number[] = [];
            for (let round = 0; round < size.rounds; round += 1)
              own.push(await asAMachineRetries(() => register(model, `${writer}-${round}`)));
            return own;
          }),
        )
      ).flat();
      const total = size.writers * size.rounds;
      const expected = Array.from({ length: total }, (_, index) => index + 1);
      expect(versions.toSorted((a, b) => a - b)).toEqual(expected);
      const items = await registry.list(model, VERSION_PREFIX);
      expect(items.map((item) => item.data['version'])).toEqual(expected);
      const events = await registry.readLedger(model);
      expect(verifyChain(chainOf(model), events)).toMatchObject({ isIntact: true, head: { seq: total } });
      // The ledger tells the same story as the items.
      expect(events.map((event) => event.cause)).toEqual(items.map((item) => item.data['cause']));
      expect(await registry.head(model)).toEqual({ seq: total, hash: events.at(-1)?.hash });
    });

    test('D-02 of promotions at once exactly one wins, and readers always see one champion', async () => {
      const model = fresh();
      expect(await promote(model, 1, undefined)).toBe('promoted');
      const done = new AbortController();
      const seen = new Set<unknown>();
      const reader = (async () => {
        while (!done.signal.aborted) {
          seen.add((await registry.get(model, CHAMPION))?.data['version']);
          await nextTurn();
        }
      })();
      const outcomes = await Promise.all([2, 3, 4, 5, 6].map((version) => promote(model, version, 1)));
      done.abort();
      await reader;
      expect(outcomes.filter((outcome) => outcome === 'promoted')).toHaveLength(1);
      expect(seen.has(undefined)).toBe(false);
      expect(await registry.readLedger(model)).toHaveLength(2);
    });

    test('D-03 a candidate judged against a champion that was replaced since is not promoted, even after ABA', async () => {
      const model = fresh();
      await promote(model, 1, undefined);
      const judged = await registry.get(model, CHAMPION);
      await promote(model, 2, 1);
      await promote(model, 1, 2);
      // The version is the same again; the revision that the contest saw is not.
      const late = registry.transition(model, async () => ({
        writes: [
          { sk: CHAMPION, entity: 'alias', expect: { revision: judged!.revision }, data: { version: 3 } },
        ],
        event: entry('model-version-promoted', 'ct-late'),
        result: undefined,
      }));
      await expect(late).rejects.toBeInstanceOf(ItemConditionError);
      expect((await registry.get(model, CHAMPION))?.data['version']).toBe(1);
      expect(await registry.readLedger(model)).toHaveLength(3);
    });

    test('D-02 D-03 in any order of steps there is one champion, and each was evaluated against its predecessor', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, contests) => {
          const model = fresh();
          await promote(model, 100, undefined);
          const contest = async (version: number) => {
            const champion = await scheduler.schedule(registry.get(model, CHAMPION));
            const against = champion?.data['version'];
            await scheduler.schedule(Promise.resolve());
            return await promote(model, version, typeof against === 'number' ? against : undefined);
          };
          const running = Array.from({ length: contests }, (_, index) => contest(index + 1));
          await scheduler.waitFor(Promise.all(running));
          const outcomes = await Promise.all(running);
          const promoted = outcomes.filter((outcome) => outcome === 'promoted').length;
          expect(promoted).toBeGreaterThan(0);
          expect((await registry.get(model, CHAMPION))?.revision).toBe(1 + promoted);
          expect(await registry.readLedger(model)).toHaveLength(1 + promoted);
        }),
        { seed: 3, numRuns: 20, ...(size.writers > 40 ? {} : { numRuns: 8 }) },
      );
    });

    test('D-13 of 64 that get or create, one creates and all read the same', async () => {
      const model = fresh();
      const results = await Promise.all(
        Array.from({ length: 64 }, (_, caller) =>
          registry.transition<unknown>(model, async (view) => {
            const existing = await view.get('REQUEST#rr-1');
            if (existing !== undefined) return { unchanged: existing.data['by'] };
            return {
              writes: [{ sk: 'REQUEST#rr-1', entity: 'request', expect: 'absent', data: { by: caller } }],
              event: entry('retrain-requested', 'rr-1'),
              result: caller,
            };
          }),
        ),
      );
      expect(new Set(results).size).toBe(1);
      expect(await registry.readLedger(model)).toHaveLength(1);
    });

    test('D-06 a transition over two aggregates is one: both events, each naming the other, or none', async () => {
      const model = fresh();
      const endpoint = fresh('endpoint');
      const both = (leaseExpect: 'absent' | 'any') =>
        registry.transition(model, async () => ({
          writes: [{ sk: CHAMPION, entity: 'alias', expect: 'any', data: { version: 1 } }],
          event: entry('model-version-promoted', 'dp-1'),
          also: {
            aggregate: endpoint,
            writes: [{ sk: LEASE_KEY, entity: 'lease', expect: leaseExpect, data: { holder: '' } }],
            event: entry('deployment-closed', 'dp-1'),
          },
          result: 'done',
        }));
      expect(await both('absent')).toBe('done');
      const [promoted] = await registry.readLedger(model);
      const [closed] = await registry.readLedger(endpoint);
      expect(promoted?.also).toEqual({ chain: chainOf(endpoint), seq: 1 });
      expect(closed?.also).toEqual({ chain: chainOf(model), seq: 1 });

      // A condition of the second that cannot hold takes the first with it.
      await expect(both('absent')).rejects.toBeInstanceOf(ItemConditionError);
      expect((await registry.get(model, CHAMPION))?.revision).toBe(1);
      expect(await registry.readLedger(model)).toHaveLength(1);

      await Promise.all(Array.from({ length: 10 }, () => both('any')));
      const chains = new Map([
        [chainOf(model), await registry.readLedger(model)],
        [chainOf(endpoint), await registry.readLedger(endpoint)],
      ]);
      const verdict = verifyLedger({ chains, checkpoints: new Map(), publicKeys: new Map() });
      expect(verdict).toMatchObject({ isIntact: true, events: 22 });
    });

    test('a second aggregate that moved between decision and commit makes the decision run again', async () => {
      const model = fresh();
      const endpoint = fresh('endpoint');
      const touch = (holder: string) =>
        registry.transition(endpoint, async () => ({
          writes: [{ sk: LEASE_KEY, entity: 'lease', expect: 'any', data: { holder } }],
          event: entry('lease-taken', holder),
          result: undefined,
        }));
      await touch('a');
      let decisions = 0;
      const result = await registry.transition(model, async () => {
        decisions += 1;
        const lease = await registry.get(endpoint, LEASE_KEY);
        if (decisions === 1) await touch('b');
        return {
          writes: [],
          event: entry('model-noted', 'x'),
          also: {
            aggregate: endpoint,
            writes: [
              { sk: LEASE_KEY, entity: 'lease', expect: { revision: lease!.revision }, data: { holder: '' } },
            ],
            event: entry('lease-freed', 'x'),
          },
          result: lease?.data['holder'],
        };
      });
      expect({ result, decisions }).toEqual({ result: 'b', decisions: 2 });
    });

    test('a decision that races runs again on what is there, and one that changes nothing leaves no trace', async () => {
      const model = fresh();
      let decisions = 0;
      const result = await registry.transition(model, async (view) => {
        decisions += 1;
        const before = (await view.list(VERSION_PREFIX)).length;
        if (decisions === 1) await register(model, 'faster');
        return { writes: [], event: entry('model-noted', 'slow', { before }), result: before };
      });
      expect({ result, decisions }).toEqual({ result: 1, decisions: 2 });
      expect(await registry.transition(model, async (view) => ({ unchanged: view.seq }))).toBe(2);
      expect(await registry.readLedger(model)).toHaveLength(2);
    });

    test('a writer that always loses gives up with an error that states machines know', async () => {
      const model = fresh();
      let round = 0;
      const late = registry.transition(model, async () => {
        round += 1;
        await register(model, String(round));
        return { writes: [], event: entry('model-noted', 'late'), result: undefined };
      });
      await expect(late).rejects.toBeInstanceOf(RegistryContentionError);
    });

    test('an item counts its writes, and any, absent and revision mean what they say', async () => {
      const model = fresh();
      const write = (expected: 'any' | 'absent' | { revision: number }, value: number) =>
        registry.transition(model, async () => ({
          writes: [{ sk: 'REQUEST#rr-1', entity: 'request', expect: expected, data: { value } }],
          event: entry('request-noted', 'rr-1'),
          result: undefined,
        }));
      await write('any', 1);
      await write({ revision: 1 }, 2);
      await write('any', 3);
      expect(await registry.get(model, 'REQUEST#rr-1')).toEqual({
        sk: 'REQUEST#rr-1',
        entity: 'request',
        revision: 3,
        data: { value: 3 },
      });
      await expect(write('absent', 4)).rejects.toBeInstanceOf(ItemConditionError);
      await expect(write({ revision: 2 }, 4)).rejects.toBeInstanceOf(ItemConditionError);
      expect(await registry.readLedger(model)).toHaveLength(3);
      expect(await registry.get(model, 'REQUEST#rr-2')).toBeUndefined();
    });

    test('lists in key order, the newest first when asked, and no more than asked', async () => {
      const model = fresh();
      for (let round = 0; round < 12; round += 1) await register(model, String(round));
      const versions = async (options?: { newestFirst?: boolean; limit?: number }) =>
        (await registry.list(model, VERSION_PREFIX, options)).map((item) => item.data['version']);
      expect(await versions()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(await versions({ newestFirst: true, limit: 3 })).toEqual([12, 11, 10]);
      expect(await versions({ limit: 2 })).toEqual([1, 2]);
      expect(await registry.list(model, 'CONTEST#')).toEqual([]);
    });

    test('lists the aggregates of a kind and tenant by name, once each', async () => {
      const tenant = `t${made}`;
      const names = ['zeta', 'alpha', 'mid'];
      for (const aggregateName of names) {
        const aggregate: Aggregate = { tenant, kind: 'dataset', name: aggregateName };
        await register(aggregate, 'a');
        await register(aggregate, 'b');
      }
      await register({ tenant, kind: 'model', name: 'other' }, 'a');
      expect(await registry.listAggregates('dataset', tenant)).toEqual(['alpha', 'mid', 'zeta']);
      expect(await registry.listAggregates('endpoint', tenant)).toEqual([]);
    });

    test('stores what JSON keeps, any value of it, and the chain over it verifies', async () => {
      const model = fresh();
      const odd = {
        empty: '',
        nothing: null,
        list: [],
        nested: { a: [1, { b: 0.1 + 0.2 }] },
        text: 'ü\n"\u0000',
        tiny: 1e-100,
      };
      await registry.transition(model, async () => ({
        writes: [
          { sk: 'CONTEST#ct-1', entity: 'contest', expect: 'absent', data: { ...odd, gone: undefined } },
        ],
        event: { ...entry('contest-opened', 'ct-1', { ...odd, gone: undefined }), before: {} },
        result: undefined,
      }));
      expect((await registry.get(model, 'CONTEST#ct-1'))?.data).toEqual(odd);
      const events = await registry.readLedger(model);
      expect(events[0]?.after).toEqual(odd);
      expect(verifyChain(chainOf(model), events).isIntact).toBe(true);
    });

    test('D-07 refuses an item that is too large, and a plan that writes one item twice, before sending anything', async () => {
      const model = fresh();
      const plan = (sks: readonly string[], text: string) =>
        registry.transition(model, async () => ({
          writes: sks.map((sk) => ({ sk, entity: 'contest', expect: 'any' as const, data: { text } })),
          event: entry('contest-closed', 'ct-1'),
          result: undefined,
        }));
      await expect(plan(['CONTEST#1'], 'x'.repeat(310_000))).rejects.toBeInstanceOf(ItemTooLargeError);
      await expect(plan(['CONTEST#1', 'CONTEST#1'], 'x')).rejects.toBeInstanceOf(TransitionPlanError);
      expect(await registry.readLedger(model)).toEqual([]);
      expect((await registry.head(model)).seq).toBe(0);
      await plan(['CONTEST#1'], 'x'.repeat(290_000));
    });

    test('D-10 any event that is changed after it was read back does not verify', async () => {
      const model = fresh();
      for (let round = 0; round < 4; round += 1) await register(model, String(round));
      const events = await registry.readLedger(model);
      for (const [index, event] of events.entries()) {
        for (const field of Object.keys(event)) {
          const changed = { ...event, [field]: 'forged' };
          expect(verifyChain(chainOf(model), events.with(index, changed)).isIntact).toBe(false);
        }
      }
    });
  });
}

function entry(type: string, cause: string, after?: Readonly<Record<string, unknown>>): LedgerEntry {
  return { type, actor: 'gyre:test', cause, ...(after === undefined ? {} : { after }) };
}

const MACHINE_ATTEMPTS = 6;

/** A writer that lost too often gives up by name, and the state machine it stands in tries again. */
async function asAMachineRetries<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RegistryContentionError) || attempt === MACHINE_ATTEMPTS) throw error;
    }
  }
}
