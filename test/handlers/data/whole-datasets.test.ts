import { expect, test } from 'vitest';
import type { Upload } from '#core/data/upload';
import { latestSchema } from '#core/data/upload-outcome';
import { LATEST_KEY } from '#core/registry/keys';
import { dataRoom, trips } from './support/data-room.ts';

/** Datasets of mode `replace`: each upload is the whole, so the order of uploads decides what the dataset is. */
const file = (...ids: readonly string[]) =>
  `id,at,stops,note,late\n${ids.map((id) => `${id},2024-05-01T10:00:00Z,3,,0\n`).join('')}`;

interface Event {
  readonly time: string;
  readonly sequencer?: string;
}

async function landAs(
  room: ReturnType<typeof dataRoom>,
  key: string,
  body: string,
  { time, sequencer }: Event,
) {
  await room.store.write({ bucket: 'landing', key }, body, 'text/csv');
  const event = await room.eventOf(key);
  const order = sequencer === undefined ? {} : { sequencer };
  await room.claim({
    ...event,
    time,
    detail: { ...event.detail, object: { ...event.detail.object, ...order } },
  });
  return room.workflow.started.at(-1)?.input as Upload;
}

const latest = async (room: ReturnType<typeof dataRoom>) =>
  latestSchema.parse((await room.registry.get({ kind: 'dataset', name: 'trips' }, LATEST_KEY))?.data);

const orders: readonly (readonly [string, Event, Event])[] = [
  ['by time', { time: '2024-05-01T00:00:01Z' }, { time: '2024-05-01T00:00:02Z' }],
  [
    'by sequencer, within one second',
    { time: '2024-05-01T00:00:01Z', sequencer: '0055AED6DCD90281E5' },
    { time: '2024-05-01T00:00:01Z', sequencer: '0055AED6DCD90281E6' },
  ],
  [
    'by sequencers of unequal length',
    { time: '2024-05-01T00:00:01Z', sequencer: '0055AED6DCD902' },
    { time: '2024-05-01T00:00:01Z', sequencer: '0055AED6DCD90281E5' },
  ],
];

test.each(orders)('A-02 an older whole that arrives later is kept aside (%s)', async (_, first, second) => {
  const room = dataRoom(trips({ mode: 'replace' }));
  const older = await landAs(room, 'trips/all.csv', file('a'), first);
  const newer = await landAs(room, 'trips/all.csv', file('a', 'b'), second);
  expect(await room.run(newer)).toMatchObject({ outcome: 'committed', version: 1 });
  expect(await room.run(older)).toMatchObject({ outcome: 'quarantined' });
  expect((await room.recordOf(older.uploadId))?.reasons).toMatchObject([{ code: 'older-than-latest' }]);
  expect(
    await room.store.readText({ bucket: 'lake', key: `trips/quarantine/${older.uploadId}/original` }),
  ).toBe(file('a'));
  expect(await latest(room)).toMatchObject({ version: 1, totalRows: 2 });
});

test.each(orders)('A-02 in order, each whole is a version (%s)', async (_, first, second) => {
  const room = dataRoom(trips({ mode: 'replace' }));
  const older = await landAs(room, 'trips/all.csv', file('a', 'b'), first);
  const newer = await landAs(room, 'trips/all.csv', file('a'), second);
  expect(await room.run(older)).toMatchObject({ version: 1 });
  expect(await room.run(newer)).toMatchObject({ version: 2 });
  expect(await latest(room)).toMatchObject({ version: 2, totalRows: 1 });
});

test('an earlier content may come back: it landed last', async () => {
  const room = dataRoom(trips({ mode: 'replace' }));
  await room.run(await landAs(room, 'trips/1.csv', file('a'), { time: '2024-05-01T00:00:01Z' }));
  await room.run(await landAs(room, 'trips/2.csv', file('b'), { time: '2024-05-01T00:00:02Z' }));
  const back = await landAs(room, 'trips/3.csv', file('a'), { time: '2024-05-01T00:00:03Z' });
  expect(await room.run(back)).toMatchObject({ outcome: 'committed', version: 3 });
  expect(await latest(room)).toMatchObject({ version: 3, totalRows: 1 });
});

test('A-11 a file above the limit is refused before a byte is read, with what to do', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: 'trips/huge.csv' }, file('a'), 'text/csv');
  const event = await room.eventOf('trips/huge.csv');
  await room.claim({
    ...event,
    detail: { ...event.detail, object: { ...event.detail.object, size: 5 * 1024 ** 3 } },
  });
  const upload = room.workflow.started[0]?.input as Upload;
  let isRead = false;
  const read = room.store.read.bind(room.store);
  room.store.read = async (ref) => {
    isRead ||= ref.key === 'trips/huge.csv';
    return read(ref);
  };
  expect(await room.run(upload)).toMatchObject({ outcome: 'quarantined' });
  expect((await room.recordOf(upload.uploadId))?.reasons).toMatchObject([
    { code: 'file-too-large', received: '5368709120 bytes' },
  ]);
  expect(isRead).toBe(false);
});
