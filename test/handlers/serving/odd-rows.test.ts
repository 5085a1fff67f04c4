/** Answered rows that the dataset's contract does not allow: they stay out of it, and out of nobody's way. */
import { expect, test } from 'vitest';
import { uploadSchema } from '#core/data/upload';
import { manifestKey } from '#core/data/manifest';
import { LATEST_KEY } from '#core/registry/keys';
import { dataRoom } from '../data/support/data-room.ts';
import { joinRoom, type JoinRoom } from './support/join-room.ts';
import { labelsRoom, rides } from './support/labels-room.ts';

const DAY = '2024-05-09T08:00:00Z';
const row = (id: string, distance: number | string) => ({ id, at: DAY, cells: `n,${distance}`, answer: 10 });

/** Distances of 0 to 100 only; the front door asks for numbers only. */
const near = () =>
  rides({
    columns: rides().columns.map((column) =>
      column.name === 'distance' ? { ...column, range: { minimum: 0, maximum: 100 } } : column,
    ),
  });

async function labelledRoom(): Promise<JoinRoom> {
  const room = joinRoom(labelsRoom(near()));
  await room.captured('a', [{ rows: [row('r1', 3.5), row('far', 4000), row('empty', ''), row('r2', 7)] }]);
  const lines = ['id,minutes', 'r1,12', 'far,900', 'empty,13', 'r2,14'];
  await room.land('_labels/duration/a.csv', lines);
  return room;
}

test('rows out of range count for quality, stay out of the dataset and are told with their number', async () => {
  const room = await labelledRoom();
  const { joinId, ...result } = await room.step();
  expect(result).toMatchObject({ status: 'joined', matched: 4 });
  expect(Object.values(await room.joined()).flat()).toHaveLength(4);
  expect(await room.upload()).toEqual([
    'id,at,distance,note,minutes,late',
    'r1,2024-05-09T08:00:00Z,3.5,n,12,',
    'r2,2024-05-09T08:00:00Z,7,n,14,',
  ]);
  expect(await room.joinOf(joinId)).toMatchObject({
    ...{ rows: 4, leftOutRows: 2 },
    reasons: [
      { code: 'range', column: 'distance', received: 'a number (1 rows in all)', allowed: 'from 0 to 100' },
      { code: 'null', column: 'distance' },
    ],
  });
  const report = await room.readJson(`labels/duration/unmatched/${joinId}.json`);
  expect(report).toMatchObject({ leftOut: { rows: 2, first: [{ rowId: 'far' }, { rowId: 'empty' }] } });
  const ended = (await room.registry.readLedger({ kind: 'model', name: 'duration' })).at(-1);
  expect(ended).toMatchObject({ type: 'ground-truth-joined', after: { rows: 4, leftOutRows: 2 } });
});

test('the labelled upload of a day with odd rows becomes a version', async () => {
  const room = await labelledRoom();
  await room.step();
  const data = dataRoom(near());
  for (const claim of room.claims()) {
    await data.store.write(claim, await room.store.readText(claim), 'text/csv');
    const head = await data.store.head({ bucket: claim.bucket, key: claim.key });
    await data.claim({ ...claim, versionId: head?.versionId });
  }
  const upload = uploadSchema.parse(data.workflow.started[0]?.input);
  expect(await data.run(upload)).toMatchObject({ outcome: 'committed', version: 1 });
});

test('when no row is left nothing is offered, and the next join need not wait', async () => {
  const room = joinRoom(labelsRoom(near()));
  await room.captured('a', [{ rows: [row('far', 4000)] }]);
  await room.land('_labels/duration/a.csv', ['id,minutes', 'far,900']);
  const { joinId } = await room.step();
  expect(room.claims()).toEqual([]);
  expect(await room.joinOf(joinId)).toMatchObject({ rows: 1, leftOutRows: 1, uploadId: '' });
  expect(await room.step()).toMatchObject({ status: 'nothing' });
});

/** The dataset has versions of rows with these keys; the last version's manifest is not there yet. */
async function putVersions(room: JoinRoom, versions: readonly (readonly string[])[], maxEventTime = DAY) {
  for (const [at, keys] of versions.slice(0, -1).entries()) {
    const key = `objects/${at}`;
    const times = { minEventTime: '2024-05-01T00:00:00Z', maxEventTime };
    const manifest = {
      ...{ dataset: 'rides', version: at + 1, parent: at, removed: [], totalRows: 1, schemaHash: 's' },
      added: [{ key, keysKey: `${key}.keys`, sha256: 's', rows: 1, uploadId: 'ds-1', ...times }],
      ...{ rows: { in: 1, out: 1, rejected: 0, reasons: {} }, columnOrderHash: 'c', contractHash: 'c' },
      ...{ normalised: [], source: { origin: 'landing', bucket: 'landing', key: 'a.csv', uploadId: 'ds-1' } },
      committedAt: DAY,
    };
    const text = JSON.stringify(manifest);
    await room.store.write({ bucket: 'lake', key: manifestKey('rides', at + 1) }, text, 'application/json');
    const lines = keys.map((line) => `${line}\n`).join('');
    await room.store.write({ bucket: 'lake', key: `${key}.keys` }, lines, 'text/plain');
  }
  const latest = { version: versions.length, totalRows: 9, minEventTime: DAY, maxEventTime };
  await room.registry.transition({ kind: 'dataset', name: 'rides' }, async () => ({
    writes: [{ sk: LATEST_KEY, entity: 'dataset-latest', expect: 'any', data: latest }],
    event: { type: 'dataset-version-committed', actor: 'test', cause: 'test' },
    result: undefined,
  }));
}

test('a row that the dataset has already keeps out no other', async () => {
  const room = await labelledRoom();
  await putVersions(room, [['r0'], ['r1'], ['r2']]);
  const { joinId } = await room.step();
  expect((await room.upload()).slice(1).map((line) => line.split(',')[0])).toEqual(['r2']);
  expect(await room.joinOf(joinId)).toMatchObject({ leftOutRows: 3 });
  const report = await room.readJson(`labels/duration/unmatched/${joinId}.json`);
  expect(report).toMatchObject({
    leftOut: {
      first: expect.arrayContaining([
        { rowId: 'r1', code: 'key-of-earlier-version', column: 'id' },
      ]) as unknown,
    },
  });
});

test('of a dataset that ends before the rows nothing is read', async () => {
  const room = await labelledRoom();
  await putVersions(room, [['r1'], ['r2']], '2024-05-08T00:00:00Z');
  const reads: string[] = [];
  const store: typeof room.store = {
    ...room.store,
    read: async (ref) => {
      reads.push(ref.key);
      return room.store.read(ref);
    },
  };
  await room.step('duration', { store });
  expect(reads.filter((key) => key.endsWith('.keys'))).toEqual([]);
  expect(await room.upload()).toHaveLength(3);
});
