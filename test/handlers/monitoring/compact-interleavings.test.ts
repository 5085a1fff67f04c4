import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCaptureKey } from '#core/serving/capture-key';
import { capturedSince } from '#lambdas/deployment/sample-traffic/captured-since';
import type { ObjectStore } from '#ports/object-store';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import {
  BUCKET,
  type Captured,
  compactionRoom,
  contentOf,
  FOLDER,
  joined,
  keysOf,
  object,
  type Packing,
} from './support/compaction-room.ts';
import { Actor } from './support/interleaving.ts';

const PACKINGS: readonly Packing[] = ['plain', 'gzip', 'cut', 'broken', 'zstd', 'plain'];
const EVENTS = ['arrive', 'sketch', 'compact', 'compact', 'compact', 'stop', 'join', 'sample'] as const;
/** One of them goes on for a while, since what goes wrong does so when somebody else was asleep. */
const happenings = fc.array(
  fc.record({
    event: fc.constantFrom(...EVENTS),
    who: fc.nat({ max: 1 }),
    times: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 10, maxLength: 50 },
);

/** What the objects' sketches are, whatever happens to the objects. */
async function sketchesOf(store: ObjectStore): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const key of await keysOf(store, 'reports', 'sketches/'))
    found.set(key, await store.readText({ bucket: 'reports', key }));
  return found;
}

test('F-01 every object is counted once and every row found, whoever sleeps, fails and repeats at any point', async () => {
  const room = await compactionRoom();
  const assets = await room.store.readText({ bucket: 'assets', key: 'model.json' });
  // The version's baseline is read once, and is not what anybody waits for here.
  const warm = object('warm', ['warm-0']);
  await room.putObject(warm);
  await room.sketch(warm.key);
  let [generations, deletions] = [0, 0];
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const [store, twin] = [memoryObjectStore(), memoryObjectStore()];
      await store.write({ bucket: 'assets', key: 'model.json' }, assets, 'application/json');
      const arrived: Captured[] = [];
      const unsketched: Captured[] = [];
      const counted = new Set<string>();
      const arrive = async () => {
        const name = String(arrived.length).padStart(3, '0');
        const captured = object(name, [`${name}-a`, `${name}-b`], PACKINGS[arrived.length % PACKINGS.length]);
        arrived.push(captured);
        unsketched.push(captured);
        await room.putObject(captured, store);
      };
      for (let count = 0; count < 3; count += 1) await arrive();

      const sketcher = new Actor(store);
      const sketch = () =>
        sketcher.begin(async (own) => {
          const [captured] = unsketched;
          if (captured === undefined) return;
          await room.sketch(captured.key, own);
          // Only now the queue forgets its event; until then it comes again.
          unsketched.shift();
          if (!captured.key.endsWith('.gz')) counted.add(captured.key);
        });
      const [first, second] = [new Actor(store), new Actor(store)];
      const compact = (which: Actor) =>
        which.begin(async (own) => {
          await room.compact(own);
        });
      const reader = new Actor(store);
      const rowsOf = (keys: readonly string[]) =>
        keys
          .map((key) => /(\d{3})\.jsonl/.exec(key)?.[1] ?? '')
          .flatMap((name) => [`${name}-a`, `${name}-b`]);
      const join = () => {
        const expected = rowsOf([...counted]);
        reader.begin(async (own) => {
          const found = new Set(await joined(own));
          expect(expected.filter((id) => !found.has(id))).toEqual([]);
        });
      };
      const sampler = new Actor(store);
      const sample = () => {
        const expected = rowsOf(arrived.map(({ key }) => key).filter((key) => !key.endsWith('.gz')));
        const span = { since: new Date('2024-04-30T08:10:00Z'), now: new Date('2024-04-30T08:59:00Z') };
        const variant = { endpointName: FOLDER.split('/')[0] ?? '', variant: 'v1' };
        sampler.begin(async (own) => {
          const found = (await capturedSince(own, BUCKET, variant, span)).map(({ eventId }) => eventId);
          const all = new Set(found);
          expect(found).toHaveLength(all.size);
          expect(expected.filter((id) => !all.has(id))).toEqual([]);
        });
      };

      for (const { event, who, times } of all) {
        const which = who === 0 ? first : second;
        if (event === 'arrive') await arrive();
        else if (event === 'stop') await (times % 2 === 0 ? sketcher : which).stop();
        else {
          const actors: Readonly<Record<typeof event, readonly [Actor, (actor: Actor) => void]>> = {
            ...{ sketch: [sketcher, sketch], compact: [which, compact] },
            ...{ join: [reader, join], sample: [sampler, sample] },
          };
          const [actor, begin] = actors[event];
          for (let step = 0; step < times; step += 1) {
            if (actor.isIdle) begin(actor);
            await actor.step();
          }
        }
      }

      // Left alone, every event is taken at last, and whoever compacts comes to rest.
      await reader.finish();
      await sampler.finish();
      await Promise.all([first, second, sketcher].map((actor) => actor.stop()));
      for (const { key } of unsketched) await room.sketch(key, store);
      const { models } = await room.compact(store);
      expect(models).toMatchObject([{ waiting: 0 }]);
      for (const captured of arrived) {
        await room.putObject(captured, twin);
        await room.sketch(captured.key, twin);
      }
      expect(await sketchesOf(store)).toEqual(await sketchesOf(twin));
      expect(await contentOf(store)).toEqual(await contentOf(twin));
      expect(await joined(store)).toEqual(await joined(twin));
      const keys = await keysOf(store, BUCKET);
      // Broken archives stay, and perhaps one more that came late.
      const broken = arrived.filter((_, at) => PACKINGS[at % PACKINGS.length] === 'broken').length;
      const members = keys.filter((key) => parseCaptureKey(key) !== undefined).length;
      expect(members - broken === 0 || members - broken === 1).toBe(true);
      generations += keys.filter((key) => key.endsWith('.done.json')).length;
      deletions += arrived.length - members;
    }),
    { numRuns: 30 },
  );
  expect(generations).toBeGreaterThan(30);
  expect(deletions).toBeGreaterThan(50);
});
