import { expect, test } from 'vitest';
import { inputSchema, outputSchema } from '#lambdas/data/sweep-landing/contract';
import { sweepLanding } from '#lambdas/data/sweep-landing/handler';
import { dataRoom, trips } from './support/data-room.ts';

const FILE = 'id,at,stops,note,late\na,2024-05-01T10:00:00Z,3,,0\n';
const tick = inputSchema.parse({ kind: 'tick', target: 'platform' });

async function sweep(room: ReturnType<typeof dataRoom>) {
  return outputSchema.parse(await sweepLanding(tick, room.context));
}

test('A-14 an object whose event was lost is claimed within one cycle', async () => {
  const room = dataRoom(trips());
  const handled = await room.land('trips/handled.csv', FILE);
  await room.run(handled);
  await room.store.write({ bucket: 'landing', key: 'trips/lost.csv' }, FILE.replace('a,', 'b,'), 'text/csv');
  await room.store.write({ bucket: 'landing', key: 'elsewhere/lost.csv' }, FILE, 'text/csv');
  await room.store.write({ bucket: 'landing', key: '_labels/trips/l.csv' }, FILE, 'text/csv');
  expect(await sweep(room)).toEqual({ seen: 3, resent: 2, restarted: 0 });
  for (const { message } of room.queue.sent.filter(({ queueUrl }) => queueUrl === 'intake'))
    await room.claim(message);
  expect(room.workflow.started).toHaveLength(2);
  expect(await sweep(room)).toEqual({ seen: 3, resent: 0, restarted: 0 });
});

test('A-14 a claim whose start was lost is started', async () => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', FILE);
  room.workflow.started.length = 0;
  expect(await sweep(room)).toEqual({ seen: 1, resent: 0, restarted: 1 });
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
