import { expect, test } from 'vitest';
import { batchItemSchema, itemLine } from '#core/monitoring/scale/batch';
import { DEFAULT_PLAN_LIMITS } from '#core/monitoring/scale/plan-limits';
import { parseSketch, type Sketch } from '#core/monitoring/stored-sketch';
import { mergeItemSchema, planHours as planClaims } from '#core/monitoring/sketching/plan-hours';
import { mergeSketches } from '#lambdas/monitoring/merge-sketches/handler';
import { planHours } from '#lambdas/monitoring/plan-hours/handler';
import { readBatch } from '#lambdas/monitoring/read-batch/handler';
import { readHours } from '#lambdas/monitoring/read-hours/handler';
import { fakeContext } from '#test/fakes/step-context';
import { MODEL, type MonitoringRoom, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

const HOUR = { from: '2024-04-30T08', to: '2024-04-30T09', models: null };
const hourly = () =>
  watchedModel({
    monitoring: {
      ...{ bucket: '1d', driftWindow: 'calendar-month', labelMaturityDays: 1, sketches: 'hourly' },
      drift: { minimumRows: 100 },
    },
  });

function reading(room: MonitoringRoom) {
  const environment = { ...room.environment, MAP_CONCURRENCY: 8 };
  const context = fakeContext({ environment, adapters: room.adapters });
  const linesOf = async (key: string) =>
    (await room.store.readText({ bucket: 'reports', key })).split('\n').filter((line) => line !== '');
  const plan = async (input: { from: string; to: string; models: string[] | null } = HOUR) =>
    planHours(input, context);
  const inline = async (input?: Parameters<typeof plan>[0]) => {
    const planned = await plan(input);
    if (planned.status === 'nothing') return { batches: 0, rows: 0 };
    return readHours({ manifest: planned.manifest, merges: planned.merges }, context);
  };
  /** What the map does, stopped after so many calls. */
  const byMap = async (mostCalls = Infinity) => {
    const planned = await plan();
    if (planned.status === 'nothing') return;
    let calls = 0;
    for (const line of await linesOf(planned.manifest))
      if ((calls += 1) <= mostCalls) await readBatch(batchItemSchema.parse(JSON.parse(line)), context);
    for (const level of planned.merges)
      for (const line of await linesOf(level))
        if ((calls += 1) <= mostCalls) await mergeSketches(mergeItemSchema.parse(JSON.parse(line)), context);
  };
  return { plan, inline, byMap };
}

async function stored(room: MonitoringRoom): Promise<readonly Sketch[]> {
  return Promise.all(
    (await room.sketches()).map(async (key) =>
      parseSketch(await room.store.readText({ bucket: 'reports', key }), key),
    ),
  );
}
/** What was read of the whole is told once, by whichever sketch comes first. */
const summed = (sketches: readonly Sketch[]) => ({
  sketches: sketches.map((sketch) => ({ ...sketch, coverage: undefined })),
  records: sketches.reduce((sum, { coverage }) => sum + coverage.records, 0),
});
const rowsOf = (sketches: readonly Sketch[]) => sketches.reduce((sum, { rows }) => sum + rows, 0);

test('objects of a version that reads by the hour wait for the end of it, and give the verdict they give on arrival', async () => {
  const [waiting, arrived] = [await monitoringRoom(hourly()), await monitoringRoom()];
  for (const room of [waiting, arrived]) {
    await room.captured('a', room.events('a', 700));
    await room.captured('b', room.events('b', 500), { extraLines: ['{}'] });
  }
  expect(await waiting.sketches()).toEqual([]);
  expect(await reading(waiting).inline()).toEqual({ batches: 1, rows: 1200 });
  const [first] = await stored(waiting);
  expect(first?.source).toEqual({ bucket: 'capture', key: `gyre-test-${MODEL}/v1/2024/04/30/08/` });
  expect(await waiting.judge()).toEqual(await arrived.judge());
  const report = async (room: MonitoringRoom) => {
    const [window] = await room.windows();
    const { features, prediction, coverage } = await room.report(window?.reportKey ?? '');
    // Of sketches there are more or fewer, of what they count not.
    return { features, prediction, coverage: { ...coverage, objects: 0 } };
  };
  const [hours, arrival] = [await report(waiting), await report(arrived)];
  expect(hours.features).toHaveLength(2);
  expect(hours).toEqual(arrival);
});

test('a map of batches leaves what one function leaves, and a second run has nothing to do', async () => {
  const [one, map] = [await monitoringRoom(hourly()), await monitoringRoom(hourly())];
  for (const room of [one, map])
    for (const name of ['a', 'b', 'c']) await room.captured(name, room.events(name, 90));
  await reading(one).inline();
  await reading(map).byMap();
  expect(await stored(map)).toEqual(await stored(one));
  expect(await reading(map).plan()).toEqual({ status: 'nothing' });
});

test('parts of objects and a tree of merges leave what one function leaves', async () => {
  const [one, tree] = [await monitoringRoom(hourly()), await monitoringRoom(hourly())];
  for (const room of [one, tree]) await room.captured('a', room.events('a', 150));
  await reading(one).inline();
  const folder = `gyre-test-${MODEL}/v1/2024/04/30/08`;
  const key = tree.keyOf('a');
  const sizeBytes = (await tree.store.head({ bucket: 'capture', key }))?.sizeBytes ?? 0;
  // Batches of less than a line, so that there are more of them than one merge takes.
  const limits = { ...DEFAULT_PLAN_LIMITS, targetBytes: 600, plainPerCompressed: 1 };
  const plan = planClaims([{ folder, number: 1, objects: [{ key, sizeBytes }] }], limits);
  expect(plan.levels.map(({ length }) => length)).toEqual([expect.any(Number), 1]);
  const context = fakeContext({ environment: tree.environment, adapters: tree.adapters });
  for (const batch of plan.batches)
    await readBatch(batchItemSchema.parse(JSON.parse(itemLine(batch))), context);
  for (const level of plan.levels) for (const item of level) await mergeSketches(item, context);
  expect(plan.batches.length).toBeGreaterThan(64);
  expect(summed(await stored(tree))).toEqual(summed(await stored(one)));
});

test('F-01 whatever call a run ends at, the next one counts every row once', async () => {
  for (let calls = 0; calls <= 2; calls += 1) {
    const room = await monitoringRoom(hourly());
    await room.captured('a', room.events('a', 60));
    await reading(room).byMap(calls);
    // Something new comes before anybody looks again: it is none of what was begun.
    await room.captured('b', room.events('b', 30));
    await reading(room).byMap();
    await reading(room).byMap();
    expect(rowsOf(await stored(room))).toBe(90);
  }
});

test('F-01 two that plan at once share the claims', async () => {
  const room = await monitoringRoom(hourly());
  await room.captured('a', room.events('a', 60));
  const [one, other] = await Promise.all([reading(room).plan(), reading(room).plan()]);
  expect(one).toEqual(other);
  await Promise.all([reading(room).inline(), reading(room).inline()]);
  expect(rowsOf(await stored(room))).toBe(60);
});

test('F-01 what was sketched when it arrived is not read by the hour', async () => {
  const room = await monitoringRoom();
  await room.captured('a', room.events('a', 60));
  expect(await reading(room).plan()).toEqual({ status: 'nothing' });
  // One whose event was lost.
  const key = room.keyOf('b');
  await room.put(
    'capture',
    key,
    (await room.store.readText({ bucket: 'capture', key: room.keyOf('a') })).replaceAll('a-', 'b-'),
  );
  expect(await reading(room).plan()).toEqual({ status: 'nothing' });
  expect(await reading(room).inline({ ...HOUR, models: [MODEL] })).toEqual({ batches: 1, rows: 60 });
  expect(rowsOf(await stored(room))).toBe(120);
});

test('a version without a baseline holds up no other one', async () => {
  const room = await monitoringRoom(hourly());
  await room.register(2);
  await room.store.delete({
    bucket: room.environment.ARTIFACTS_BUCKET,
    key: `models/${MODEL}/contests/ct-2/baseline.json`,
  });
  await room.captured('a', room.events('a', 60));
  await room.put('capture', room.keyOf('x', 2), '{}\n');
  expect(await reading(room).inline()).toEqual({ batches: 1, rows: 60 });
});

test('hours beyond the span, and objects that are gone, are not read', async () => {
  const room = await monitoringRoom(hourly());
  await room.captured('a', room.events('a', 60));
  expect(await reading(room).plan({ ...HOUR, from: '2024-04-30T09', to: '2024-05-02T00' })).toEqual({
    status: 'nothing',
  });
  await room.captured('b', room.events('b', 60));
  await reading(room).plan();
  await room.store.delete({ bucket: 'capture', key: room.keyOf('b') });
  expect(await reading(room).inline()).toEqual({ batches: 1, rows: 60 });
});
