import { expect, test } from 'vitest';
import { claimName, doneKey } from '#core/monitoring/sketching/claims';
import { versionKey } from '#core/registry/keys';
import { parseCaptureKey } from '#core/serving/capture-key';
import { resolveCapture } from '#lambdas/common/capture-folder';
import { claimHours } from '#lambdas/monitoring/plan-hours/claim-hours';
import type { ObjectStore } from '#ports/object-store';
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
import { MODEL } from './support/monitoring-room.ts';

const named = (at: number) => String(at).padStart(3, '0');

/** A store that counts its requests. */
function counting(store: ObjectStore) {
  const requests = { read: 0, list: 0 };
  const counted: ObjectStore = {
    ...store,
    read: (...given) => ((requests.read += 1), store.read(...given)),
    readText: (...given) => ((requests.read += 1), store.readText(...given)),
    list: (...given) => ((requests.list += 1), store.list(...given)),
  };
  return { counted, requests };
}

test('F-05 300 small objects, plain and packed, become one; a broken archive stays, and nothing is lost', async () => {
  const room = await compactionRoom();
  const kinds: readonly Packing[] = ['plain', 'cut', 'gzip', 'zstd'];
  for (let at = 0; at < 300; at += 1) {
    const packing = at === 150 ? 'broken' : (kinds[at % kinds.length] ?? 'plain');
    const captured = object(named(at), [`${at}-0`, `${at}-1`], packing);
    await room.putObject(captured);
    await room.sketch(captured.key);
  }
  const sketches = await keysOf(room.store, 'reports');
  const before = counting(room.store);
  const content = await contentOf(before.counted);
  expect(content).toContain('broken-archive');
  expect(before.requests).toEqual({ read: 300, list: 2 });

  const work = counting(room.store);
  expect(await room.compact(work.counted)).toEqual({
    models: [{ model: MODEL, folders: 1, written: 1, deleted: 299, waiting: 0, left: 1 }],
    isDone: true,
  });
  // One for each member, and the records of the protocol.
  expect(work.requests.read).toBeLessThan(300 + 10);
  const keys = await keysOf(room.store);
  expect(keys.filter((key) => parseCaptureKey(key) !== undefined)).toEqual([`${FOLDER}/150.jsonl.gz`]);
  expect(keys).toHaveLength(5);
  const after = counting(room.store);
  expect(await contentOf(after.counted)).toEqual(content);
  // Two objects and the mark that says what they are.
  expect(after.requests).toEqual({ read: 3, list: 2 });

  // Whoever is told of the new object, or once more of an old one, counts nothing again.
  for (const key of [...keys, `${FOLDER}/000.jsonl`]) await room.sketch(key);
  expect(await keysOf(room.store, 'reports')).toEqual(sketches);
  const again = counting(room.store);
  expect(await room.compact(again.counted)).toMatchObject({
    models: [{ written: 0, deleted: 0 }],
    isDone: true,
  });
  expect(await keysOf(room.store)).toEqual(keys);
});

test('an hour that is not worth it costs its part of one listing, and one that is not over is not looked at', async () => {
  const room = await compactionRoom();
  await room.putObject(object('only', ['e-0']));
  const { counted, requests } = counting(room.store);
  expect(await room.compact(counted)).toMatchObject({ models: [{ folders: 0 }] });
  // Of the days that 48 hours lie in.
  expect(requests.list).toBe(3);
  for (const name of ['a', 'b']) await room.putObject(object(name, [`${name}-0`]));
  for (const soon of ['2024-04-30T09:59:00Z', '2024-05-02T09:00:00Z'])
    expect(await room.compact(counted, new Date(soon))).toMatchObject({ models: [{ folders: 0 }] });
  expect(await room.compact(counted, new Date('2024-04-30T10:00:00Z'))).toMatchObject({
    models: [{ folders: 1, written: 1 }],
  });
});

test('F-03 what was not counted yet stays, since its event may come at any time', async () => {
  const room = await compactionRoom();
  const objects = ['a', 'b', 'c'].map((name) => object(name, [`${name}-0`, `${name}-1`]));
  for (const captured of objects) await room.putObject(captured);
  const [a, b, c] = objects as [Captured, Captured, Captured];
  await room.sketch(a.key);
  // Of the second object one of two sketches was written when its function failed.
  await room.sketch(b.key);
  const half = (await keysOf(room.store, 'reports', 'sketches/')).filter((key) => key.includes('2024-04-30'));
  for (const key of half) await room.store.delete({ bucket: 'reports', key });
  await room.sketch(a.key);
  expect(await room.compact()).toMatchObject({ models: [{ written: 1, deleted: 1, waiting: 2 }] });
  expect((await keysOf(room.store)).filter((key) => parseCaptureKey(key) !== undefined)).toEqual([
    b.key,
    c.key,
  ]);
  expect(await contentOf(room.store)).toEqual(['a-0', 'a-1', 'b-0', 'b-1', 'c-0', 'c-1']);
  await room.sketch(b.key);
  await room.sketch(c.key);
  expect(await room.compact()).toMatchObject({ models: [{ written: 0, deleted: 2, waiting: 0 }] });
  expect(await keysOf(room.store, 'reports', 'sketches/')).toHaveLength(6);
  const place = await resolveCapture(room.store, { bucket: BUCKET, key: a.key });
  expect(place.key).toMatch(/compacted\/[0-9a-f]{32}\.jsonl\.gz$/);
});

test('captures that are counted by the hour wait for the mark of a claim that names them', async () => {
  const room = await compactionRoom({
    monitoring: {
      ...{ bucket: '1d', sketches: 'hourly', driftWindow: 'calendar-month', labelMaturityDays: 1 },
    },
  });
  const claim = () =>
    claimHours(
      room.store,
      { environment: 'test', captures: BUCKET, reports: 'reports' },
      { model: MODEL, version: 1, from: '2024-04-30T08', to: '2024-04-30T09' },
    );
  const finish = (number: number) => room.put('reports', doneKey(claimName(FOLDER, number)), { format: 1 });
  for (const captured of [object('a', ['a-0'], 'gzip'), object('c', ['c-0'], 'broken')])
    await room.putObject(captured);
  await claim();
  await room.putObject(object('b', ['b-0']));
  expect(await room.compact()).toMatchObject({ models: [{ written: 1, deleted: 0, waiting: 2, left: 1 }] });
  // What is replaced already is still claimed, and by nobody what replaced it.
  expect((await claim()).map(({ objects }) => objects.length)).toEqual([2, 1]);
  await finish(1);
  expect(await room.compact()).toMatchObject({ models: [{ deleted: 1, waiting: 1 }] });
  await finish(2);
  expect(await room.compact()).toMatchObject({ models: [{ deleted: 1, waiting: 0 }] });
  expect(await claim()).toEqual([]);
  expect(await contentOf(room.store)).toEqual(['a-0', 'b-0', 'broken-archive', 'c-0']);
});

test('the join reads a compacted object once, whether its members or their whole hour were counted', async () => {
  const room = await compactionRoom();
  const objects = ['a', 'b', 'c'].map((name) => object(name, [`${name}-0`, `${name}-1`]));
  for (const captured of objects) {
    await room.putObject(captured);
    await room.sketch(captured.key);
  }
  const rows = await joined(room.store);
  await room.compact();
  expect(rows).toHaveLength(6);
  const { counted, requests } = counting(room.store);
  expect(await joined(counted)).toEqual(rows);
  // Six sketches, a member that is gone, the mark that says where to look, and what took its place.
  expect(requests).toEqual({ read: 6 + 3, list: 2 });

  for (const key of await keysOf(room.store, 'reports', 'sketches/'))
    await room.store.delete({ bucket: 'reports', key });
  const source = { bucket: BUCKET, key: `${FOLDER}/` };
  await room.put('reports', `sketches/${MODEL}/v1/v1/2024-04-29T00/${'0'.repeat(32)}.sk`, { source });
  await room.putObject(object('late', ['late-0']));
  expect(await joined(room.store)).toEqual([...rows, 'late-0']);
});

test('without time nothing is begun, and a member that is gone holds up nobody else', async () => {
  const room = await compactionRoom();
  const objects = ['a', 'b', 'c'].map((name) => object(name, [`${name}-0`]));
  for (const captured of objects) await room.putObject(captured);
  expect(await room.compact(room.store, new Date('2024-04-30T12:00:00Z'), 1000)).toMatchObject({
    models: [{ written: 0 }],
    isDone: false,
  });
  // Deleted by hand after the plan was made.
  const deleting: ObjectStore = {
    ...room.store,
    writeOnce: async (...given) => {
      const isWritten = await room.store.writeOnce(...given);
      await room.store.delete({ bucket: BUCKET, key: objects[1]?.key ?? '' });
      return isWritten;
    },
  };
  expect(await room.compact(deleting)).toMatchObject({ models: [{ written: 0, deleted: 0 }], isDone: true });
  expect(await contentOf(room.store)).toEqual(['a-0', 'c-0']);
});

test('a model that cannot be read is told after the others, and one without a version in service has nothing', async () => {
  const room = await compactionRoom();
  for (const name of ['a', 'b']) await room.putObject(object(name, [`${name}-0`]));
  await room.record('model', MODEL, { sk: versionKey(1), entity: 'model-version', data: {} });
  await expect(room.compact()).rejects.toThrow();
  expect(await contentOf(room.store)).toEqual(['a-0', 'b-0']);
});

test('F-01 a window is judged alike before and after, also where two objects hold the same request', async () => {
  const rooms = [await compactionRoom(), await compactionRoom()];
  const reports: unknown[] = [];
  for (const [at, room] of rooms.entries()) {
    const events = Array.from({ length: 120 }, (_, event) => `e-${event}`);
    const parts = [events.slice(0, 60), events.slice(50), ['f-1', 'f-2', 'f-2']];
    for (const [part, own] of parts.entries()) {
      const captured = object(named(part), own, part === 1 ? 'gzip' : 'plain');
      await room.putObject(captured);
      await room.sketch(captured.key);
    }
    if (at === 1) expect(await room.compact()).toMatchObject({ models: [{ deleted: 3 }] });
    await room.judge();
    const [window] = await room.windows();
    reports.push({ ...(await room.report(window?.reportKey ?? '')), missing: '' });
  }
  expect(reports[1]).toEqual(reports[0]);
  expect(reports[0]).toMatchObject({ coverage: { liveRows: 122, records: 133, duplicates: 11 } });
});
