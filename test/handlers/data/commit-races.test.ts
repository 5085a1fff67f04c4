import { describe, expect, test } from 'vitest';
import type { Upload } from '#core/data/upload';
import { commitDataset } from '#lambdas/data/commit-dataset/handler';
import { listVersionObjects } from '#lambdas/common/dataset-reader';
import { profileDataset } from '#lambdas/data/profile-dataset/handler';
import { quarantineDataset } from '#lambdas/data/quarantine-dataset/handler';
import { validateDataset } from '#lambdas/data/validate-dataset/handler';
import { dataRoom, trips } from './support/data-room.ts';

const row = (id: string, stops = 3) => `${id},2024-05-01T10:00:00Z,${stops},,0\n`;
const file = (...rows: readonly string[]) => `id,at,stops,note,late\n${rows.join('')}`;

type Room = ReturnType<typeof dataRoom>;

async function validated(room: Room, upload: Upload) {
  const { factsKey } = await profileDataset(upload, room.context);
  const { verdict, verdictKey } = await validateDataset({ upload, factsKey }, room.context);
  expect(verdict).toBe('accept');
  return { upload, factsKey, verdictKey };
}

/** The function dies when it writes a key like this, once. */
function dieAtWriteOf(room: Room, part: string): void {
  const write = room.store.write.bind(room.store);
  room.store.write = async (ref, body, contentType) => {
    if (!ref.key.includes(part)) return write(ref, body, contentType);
    room.store.write = write;
    throw new Error('the function died');
  };
}

describe('A-04 two uploads with one key, both validated before either is committed', () => {
  test('the second is refused with the reason that validation would give', async () => {
    const room = dataRoom(trips());
    const first = await room.land('trips/a.csv', file(row('a'), row('b')));
    const second = await room.land('trips/b.csv', file(row('b', 4), row('c')));
    const [one, two] = [await validated(room, first), await validated(room, second)];
    expect(await commitDataset(one, room.context)).toMatchObject({ outcome: 'committed', version: 1 });
    const refused = await commitDataset(two, room.context);
    expect(refused).toMatchObject({ outcome: 'refused', version: 0 });
    const setAside = { upload: second, verdictKey: refused.verdictKey, errorName: '' };
    expect(await quarantineDataset(setAside, room.context)).toMatchObject({ outcome: 'quarantined' });
    expect((await room.recordOf(second.uploadId))?.reasons).toMatchObject([
      { code: 'key-of-earlier-version', received: '1 rows whose key is in the dataset already' },
    ]);
  });

  test('different keys: both become versions, the second compared once more', async () => {
    const room = dataRoom(trips());
    const uploads = [
      await room.land('trips/a.csv', file(row('a'))),
      await room.land('trips/b.csv', file(row('b'))),
      await room.land('trips/c.csv', file(row('c'))),
    ];
    const inputs = [];
    for (const upload of uploads) inputs.push(await validated(room, upload));
    const outcomes = await Promise.all(inputs.map((input) => commitDataset(input, room.context)));
    expect(outcomes.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
    expect((await room.manifestOf(3)).totalRows).toBe(3);
  });
});

describe('B-14 the function dies after the transaction, before what is derived from it', () => {
  test.each(['profiles/version-000001', 'versions/000001/manifest'])(
    'at %s: a retry completes it',
    async (part) => {
      const room = dataRoom(trips());
      const input = await validated(room, await room.land('trips/a.csv', file(row('a'))));
      dieAtWriteOf(room, part);
      await expect(commitDataset(input, room.context)).rejects.toThrow('died');
      expect(await commitDataset(input, room.context)).toMatchObject({ outcome: 'committed', version: 1 });
      expect(await listVersionObjects(room.store, 'lake', 'trips', 1)).toHaveLength(1);
      expect(await room.registry.list({ kind: 'dataset', name: 'trips' }, 'VERSION#')).toHaveLength(1);
    },
  );

  test('and is never retried: the next upload completes the version and builds on it', async () => {
    const room = dataRoom(trips());
    const input = await validated(room, await room.land('trips/a.csv', file(row('a'))));
    dieAtWriteOf(room, 'versions/000001/manifest');
    await expect(commitDataset(input, room.context)).rejects.toThrow('died');
    expect(await room.run(await room.land('trips/b.csv', file(row('b'))))).toMatchObject({ version: 2 });
    expect(await listVersionObjects(room.store, 'lake', 'trips', 2)).toHaveLength(2);
    expect(await room.readJson('trips/profiles/version-000002.json')).toMatchObject({ rows: 2 });
    // A duplicate of a row of the version that was never published is found, too.
    const again = await room.land('trips/c.csv', file(row('a', 5)));
    expect(await room.run(again)).toMatchObject({ outcome: 'quarantined' });
  });

  test('and the machine sets it aside: the record stays what it is', async () => {
    const room = dataRoom(trips());
    const upload = await room.land('trips/a.csv', file(row('a')));
    const input = await validated(room, upload);
    dieAtWriteOf(room, 'versions/000001/manifest');
    await expect(commitDataset(input, room.context)).rejects.toThrow('died');
    const setAside = { upload, verdictKey: '', errorName: 'Lambda.Unknown' };
    expect(await quarantineDataset(setAside, room.context)).toMatchObject({ outcome: 'committed' });
    expect(await room.recordOf(upload.uploadId)).toMatchObject({ status: 'committed', version: 1 });
    expect(room.store.versions.some(({ key }) => key.includes('quarantine'))).toBe(false);
  });
});

test('what was set aside is not committed by an attempt that comes late', async () => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', file(row('a')));
  const input = await validated(room, upload);
  await quarantineDataset({ upload, verdictKey: '', errorName: 'States.Timeout' }, room.context);
  expect(await commitDataset(input, room.context)).toMatchObject({ outcome: 'refused' });
  expect(await room.recordOf(upload.uploadId)).toMatchObject({ status: 'quarantined' });
  expect(await room.registry.list({ kind: 'dataset', name: 'trips' }, 'VERSION#')).toEqual([]);
});

test('A-04 D-01 32 uploads at once: versions 1 to 32, each with its manifest, each content once', async () => {
  const room = dataRoom(trips());
  const uploads: Upload[] = [];
  for (let index = 0; index < 32; index += 1)
    uploads.push(await room.land(`trips/${index}.csv`, file(row(`r${index}`))));
  const outcomes = await Promise.all(uploads.map((upload) => room.run(upload)));
  expect(
    outcomes.map((outcome) => ('version' in outcome ? outcome.version : 0)).sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  const objects = await listVersionObjects(room.store, 'lake', 'trips', 32);
  expect(new Set(objects.map(({ sha256 }) => sha256)).size).toBe(32);
  expect((await room.manifestOf(32)).totalRows).toBe(32);
});
