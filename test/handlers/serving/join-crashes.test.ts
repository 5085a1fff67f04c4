import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '#ports/object-store';
import type { Queue } from '#ports/queue';
import type { Registry } from '#ports/registry';
import { joinRoom, type JoinRoom } from './support/join-room.ts';

const DAY = '2024-05-09T08:00:00Z';
const row = (id: string, answer = 10, at = DAY) => ({ id, at, cells: 'n,3.5', answer });
const model = { kind: 'model', name: 'duration' } as const;

/** Two files, two buckets, an unknown row and a contradiction: every effect the join has. */
async function readyRoom(): Promise<JoinRoom> {
  const room = joinRoom();
  await room.captured('a', [
    { rows: [row('r1'), row('r2', 20, '2024-05-08T10:00:00Z')] },
    { rows: [row('r3')] },
  ]);
  await room.land('_labels/duration/a.csv', ['id,minutes,late', 'r1,12,0', 'r2,13,1', 'nobody,1,'], DAY);
  await room.land('_labels/duration/b.csv', ['id,minutes', 'r1,99', 'r3,14']);
  return room;
}

/** A second join: a row waits since the first and its capture has come, another waits on, and there is a new file. */
async function waitingRoom(): Promise<JoinRoom> {
  const room = await readyRoom();
  await room.land('_labels/duration/c.csv', ['id,minutes', 'nobody-else,1'], '2024-05-10T05:00:01Z');
  await room.step();
  await room.take('committed');
  await room.captured('late', [{ rows: [row('nobody', 30), row('r5', 40)] }]);
  await room.land('_labels/duration/d.csv', ['id,minutes', 'r5,15', 'r1,98']);
  return room;
}

const FIRST_JOIN = '2024-05-10';
const SECOND_JOIN = '2024-05-11';

class Crash extends Error {}

/** Every effect counts; the one of this number fails, before it happens or after it, when only its answer is lost. */
function crashing(room: JoinRoom, failing: number, when: 'before' | 'after') {
  let effects = 0;
  const effect = async <Result>(happen: () => Promise<Result>): Promise<Result> => {
    effects += 1;
    const isFailing = effects === failing;
    if (isFailing && when === 'before') throw new Crash('before');
    const result = await happen();
    if (isFailing) throw new Crash('after');
    return result;
  };
  const store: ObjectStore = {
    ...room.store,
    write: async (...given) => effect(() => room.store.write(...given)),
    writeOnce: async (...given) => effect(() => room.store.writeOnce(...given)),
  };
  const registry: Registry = {
    ...room.registry,
    transition: async (...given) => effect(() => room.registry.transition(...given)),
  };
  const queue: Queue = { send: async (...given) => effect(() => room.queue.send(...given)) };
  return { adapters: { store, registry, queue }, effects: () => effects };
}

/** All that a join leaves behind; a claim that was sent twice is one claim. */
async function outcomeOf(room: JoinRoom): Promise<unknown> {
  const objects: Record<string, string> = {};
  for await (const { key } of room.store.list('lake', '')) {
    objects[key] = await room.store.readText({ bucket: 'lake', key });
  }
  const items = (await room.registry.list(model, '')).filter(({ sk }) => sk !== 'HEAD');
  const ledger = await room.registry.readLedger(model);
  return {
    objects,
    items: items.map(({ sk, data }) => ({ sk, data })),
    ledger: ledger.map(({ type, cause, after }) => ({ type, cause, after })),
    claims: [...new Set(room.claims().map((claim) => JSON.stringify(claim)))],
  };
}

async function effectsOfOneRun(ready = readyRoom, day = FIRST_JOIN): Promise<number> {
  const room = await ready();
  const { adapters, effects } = crashing(room, 0, 'before');
  await room.stepOn(day, adapters);
  return effects();
}

describe.each([
  // Pin, plan, two documents of joined rows, rows that wait, list of unmatched rows, labelled rows, claim, end.
  { name: 'the first join', ready: readyRoom, day: FIRST_JOIN, expectedEffects: 9 },
  { name: 'the join of rows that waited', ready: waitingRoom, day: SECOND_JOIN, expectedEffects: 8 },
])('$name', ({ ready, day, expectedEffects }) => {
  test.each(['before', 'after'] as const)(
    'D-04 a crash %s any effect and a repeat leave what one run leaves',
    async (when) => {
      const undisturbed = await ready();
      const expectedResult = await undisturbed.stepOn(day);
      const expected = await outcomeOf(undisturbed);
      const effects = await effectsOfOneRun(ready, day);
      expect(effects).toBe(expectedEffects);
      for (let failing = 1; failing <= effects; failing += 1) {
        const room = await ready();
        await expect(room.stepOn(day, crashing(room, failing, when).adapters)).rejects.toThrow(Crash);
        const again = await room.stepOn(day);
        const hasEnded = when === 'after' && failing === effects;
        expect(again).toEqual(hasEnded ? { ...expectedResult, ...committing } : expectedResult);
        expect(await outcomeOf(room)).toEqual(expected);
      }
    },
  );

  test('two executions at once join once', async () => {
    const alone = await ready();
    await alone.stepOn(day);
    const room = await ready();
    const results = await Promise.all([room.stepOn(day), room.stepOn(day), room.stepOn(day)]);
    expect(results.map(({ status }) => status)).toEqual(['joined', 'joined', 'joined']);
    expect(await outcomeOf(room)).toEqual(await outcomeOf(alone));
  });
});

/** The registry said `joined`, so a repeat waits for the dataset. */
const committing = {
  ...{ status: 'committing', labelFiles: 0, matched: 0, waitingRows: 0, unknownRows: 0, contradictions: 0 },
};

test('labels and captures that come between a crash and the repeat belong to the next join', async () => {
  const effects = await effectsOfOneRun();
  for (let failing = 1; failing < effects; failing += 1) {
    const room = await readyRoom();
    await expect(room.step('duration', crashing(room, failing, 'after').adapters)).rejects.toThrow(Crash);
    await room.captured('z', [{ rows: [row('r1', 77), row('r4', 30)] }], 2);
    await room.land('_labels/duration/c.csv', ['id,minutes', 'r4,15'], '2024-05-09T09:00:00Z');

    expect(await room.step()).toMatchObject({ status: 'joined', labelFiles: 2, remaining: 1 });
    await room.take('committed');
    expect(await room.step()).toMatchObject({ status: 'joined', labelFiles: 1, matched: 1, remaining: 0 });

    const rows = Object.values(await room.joined()).flat() as [string, number, number][];
    expect(rows.map(([id]) => id).sort()).toEqual(['r1', 'r2', 'r3', 'r4']);
    const uploads = await Promise.all(room.claims().map((claim) => room.store.readText(claim)));
    const ids = new Set(
      uploads.flatMap((text) => text.trimEnd().split('\n').slice(1)).map((line) => line.split(',')[0]),
    );
    expect([...ids].sort()).toEqual(['r1', 'r2', 'r3', 'r4']);
  }
});

test('an execution that matched other captures than a faster one goes by what that one wrote', async () => {
  const room = await readyRoom();
  let isFirst = true;
  const store: ObjectStore = {
    ...room.store,
    writeOnce: async (ref, body, contentType) => {
      if (isFirst && ref.key.startsWith('labels/duration/joins/')) {
        isFirst = false;
        await room.captured('z', [{ rows: [row('r1', 77)] }], 2);
        await room.step();
      }
      return room.store.writeOnce(ref, body, contentType);
    },
  };

  await room.step('duration', { store });

  expect(await room.joined()).toEqual({
    'v1/2024-05-08T00': [['r2', 20, 13]],
    'v1/2024-05-09T00': [['r3', 10, 14]],
    'v2/2024-05-09T00': [['r1', 77, 12]],
  });
});
