import { expect, test } from 'vitest';
import type { Upload } from '#core/data/upload';
import { inputSchema, outputSchema } from '#lambdas/data/sweep-landing/contract';
import { sweepLanding } from '#lambdas/data/sweep-landing/handler';
import { dataRoom, NOW, trips } from './support/data-room.ts';

const FILE = 'id,at,stops,note,late\na,2024-05-01T10:00:00Z,3,,0\n';
const tick = inputSchema.parse({ kind: 'tick', target: 'platform' });

async function sweep(room: ReturnType<typeof dataRoom>, hoursLater = 0) {
  const now = new Date(NOW.getTime() + hoursLater * 3_600_000);
  return outputSchema.parse(await sweepLanding(tick, { ...room.context, now }));
}

test('A-14 an object whose event was lost is claimed within one cycle', async () => {
  const room = dataRoom(trips());
  const handled = await room.land('trips/handled.csv', FILE);
  await room.run(handled);
  await room.store.write({ bucket: 'landing', key: 'trips/lost.csv' }, FILE.replace('a,', 'b,'), 'text/csv');
  await room.store.write({ bucket: 'landing', key: 'elsewhere/lost.csv' }, FILE, 'text/csv');
  await room.store.write({ bucket: 'landing', key: '_labels/trips/l.csv' }, FILE, 'text/csv');
  expect(await sweep(room)).toEqual({ seen: 3, resent: 2, restarted: 0, stuck: 0 });
  for (const { message } of room.queue.sent.filter(({ queueUrl }) => queueUrl === 'intake'))
    await room.claim(message);
  expect(room.workflow.started).toHaveLength(2);
  expect(await sweep(room)).toEqual({ seen: 3, resent: 0, restarted: 0, stuck: 0 });
});

test('A-14 a claim whose start was lost is started', async () => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', FILE);
  room.workflow.started.length = 0;
  expect(await sweep(room)).toEqual({ seen: 1, resent: 0, restarted: 1, stuck: 0 });
  expect(room.workflow.started).toEqual([{ machineArn: 'machine', name: upload.uploadId, input: upload }]);
});

test('A-14 the sweep and a late event make one claim', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: 'trips/a b+%2B.csv' }, FILE, 'text/csv');
  await sweep(room);
  await Promise.all([
    room.claim(room.queue.sent[0]?.message),
    room.claim(await room.eventOf('trips/a b+%2B.csv')),
  ]);
  expect(room.workflow.started).toHaveLength(1);
});

test('A-14 a claim whose execution failed gets another one, ever more rarely, until it has an end', async () => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', FILE);
  const names = () => room.workflow.started.map(({ name }) => name);
  expect(await sweep(room, 1)).toMatchObject({ restarted: 0 });
  expect(await sweep(room, 6)).toMatchObject({ restarted: 1, stuck: 0 });
  expect(await sweep(room, 7)).toMatchObject({ restarted: 0 });
  expect(await sweep(room, 12)).toMatchObject({ restarted: 1, stuck: 0 });
  expect(await sweep(room, 18)).toMatchObject({ restarted: 1, stuck: 1 });
  expect(await sweep(room, 24)).toMatchObject({ restarted: 0, stuck: 1 });
  expect(new Set(names()).size).toBe(4);
  expect(room.workflow.started.at(-1)?.input).toEqual(upload);
  await room.run(upload);
  expect(await sweep(room, 2000)).toMatchObject({ restarted: 0, stuck: 0 });
});

test('A-14 a claim of an object that is gone, and one from another bucket, come to an end, too', async () => {
  const room = dataRoom(trips());
  await room.run(await room.land('trips/other.csv', FILE.replace('a,', 'o,')));
  const gone = await room.land('trips/gone.csv', FILE);
  await room.store.delete({ bucket: 'landing', key: gone.key });
  const claim = {
    kind: 'claim',
    origin: 'ground-truth',
    dataset: 'trips',
    bucket: 'lake',
    key: 'labelled/a.csv',
  };
  await room.claim({ ...claim, etag: 'e', sizeBytes: 1 });
  room.workflow.started.length = 0;
  expect(await sweep(room)).toMatchObject({ seen: 1, restarted: 2 });
});

test('A-05 folders, and folders that no dataset can be called, are no reason to stop', async () => {
  const room = dataRoom(trips());
  const write = (key: string, body: string) => room.store.write({ bucket: 'landing', key }, body, 'text/csv');
  await write('trips/', '');
  await write('__proto__/a.csv', FILE);
  await write('x#dataset#trips/a.csv', FILE);
  await write('no-folder.csv', FILE);
  expect(await sweep(room)).toEqual({ seen: 3, resent: 3, restarted: 0, stuck: 0 });
  for (const { message } of room.queue.sent) await room.claim(message);
  expect(await sweep(room)).toEqual({ seen: 3, resent: 0, restarted: 0, stuck: 0 });
  expect(room.workflow.started).toEqual([]);
});

test('A-14 one in twenty events of 1,000 uploads is lost: after one sweep each upload has one claim', async () => {
  const room = dataRoom(trips());
  for (let index = 0; index < 1000; index += 1) {
    const key = `trips/${index}.csv`;
    await room.store.write({ bucket: 'landing', key }, FILE, 'text/csv');
    if (index % 20 === 7) continue;
    await room.claim(await room.eventOf(key));
    await room.run(room.workflow.started.at(-1)?.input as Upload);
  }
  expect(await sweep(room)).toMatchObject({ seen: 1000, resent: 50 });
  for (const { message } of room.queue.sent.filter(({ queueUrl }) => queueUrl === 'intake'))
    await room.claim(message);
  expect(await sweep(room)).toMatchObject({ seen: 1000, resent: 0 });
  expect(new Set(room.workflow.started.map(({ name }) => name)).size).toBe(1000);
});
