import { expect, test } from 'vitest';
import { MOST_OPEN_UPLOADS } from '#core/data/open-uploads';
import type { ClaimMessage, Upload } from '#core/data/upload';
import { releaseUpload } from '#lambdas/common/open-uploads';
import { dataRoom, trips } from './support/data-room.ts';

const FILE = 'id,at,stops,note,late\na,2024-05-01T10:00:00Z,3,,0\n';
const claimOf = (
  dataset: string,
  name: number,
  origin: ClaimMessage['origin'] = 'landing',
): ClaimMessage => ({
  ...{ kind: 'claim', origin, dataset, key: `${dataset}/${name}.csv`, etag: `e${name}`, sizeBytes: 1 },
  bucket: origin === 'landing' ? 'landing' : 'lake',
});
type Room = ReturnType<typeof dataRoom>;
const startedOf = (room: Room, dataset: string) =>
  room.workflow.started.map(({ input }) => input as Upload).filter((upload) => upload.dataset === dataset);

test('A-15 ten thousand uploads at once: few are in work, each is once, and no other dataset waits', async () => {
  const room = dataRoom(trips(), trips({ name: 'rides' }));
  const line: unknown[] = Array.from({ length: 10_000 }, (_, name) => claimOf('trips', name));
  // One upload of another dataset came last.
  line.push(claimOf('rides', 1));
  let ended = 0;
  let mostOpen = 0;
  for (let round = 0; line.length > 0; round += 1) {
    for (const message of line.splice(0)) await room.claim(message);
    if (round === 0) expect(startedOf(room, 'rides')).toHaveLength(1);
    line.push(...room.queue.sent.splice(0).map(({ message }) => message));
    const started = startedOf(room, 'trips');
    mostOpen = Math.max(mostOpen, started.length - ended);
    // Those in work end, as a commit or a quarantine ends them, before the others are received again.
    for (const { uploadId } of started.slice(ended)) {
      ended += 1;
      await room.registry.transition({ kind: 'dataset', name: 'trips' }, async (view) => ({
        writes: await releaseUpload(view, uploadId),
        event: { type: 'upload-duplicate', actor: 'test', cause: uploadId },
        result: undefined,
      }));
    }
    // A few rounds of some of them: the rest of the flood would go the same way.
    line.splice(round === 5 ? 0 : 500);
  }
  expect(mostOpen).toBe(MOST_OPEN_UPLOADS);
  const names = room.workflow.started.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(startedOf(room, 'trips')).toHaveLength(6 * MOST_OPEN_UPLOADS);
});

test('A-15 an upload that waits is put back for a minute, unclaimed, and names of datasets are asked for once', async () => {
  const room = dataRoom(trips());
  let asked = 0;
  const { parameters } = room.context.adapters;
  const listNames = parameters.listNames.bind(parameters);
  parameters.listNames = (path) => {
    asked += 1;
    return listNames(path);
  };
  for (let name = 0; name < MOST_OPEN_UPLOADS; name += 1) await room.claim(claimOf('trips', name));
  const late = claimOf('trips', MOST_OPEN_UPLOADS);
  await room.claim(late);
  expect(room.queue.sent).toEqual([{ queueUrl: 'intake', message: late, delaySeconds: 60 }]);
  expect(room.workflow.started).toHaveLength(MOST_OPEN_UPLOADS);
  expect(await room.registry.list({ kind: 'dataset', name: 'trips' }, 'UPLOAD#')).toHaveLength(
    MOST_OPEN_UPLOADS,
  );
  expect(asked).toBe(1);
});

test.each([
  ['committed', FILE],
  ['quarantined', FILE.replace(',3,', ',77,')],
])('A-15 an upload that was %s gives its place back', async (outcome, content) => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', content);
  for (let name = 1; name < MOST_OPEN_UPLOADS; name += 1) await room.claim(claimOf('trips', name));
  const late = claimOf('trips', MOST_OPEN_UPLOADS);
  await room.claim(late);
  expect(room.queue.sent).toHaveLength(1);
  expect(await room.run(upload)).toMatchObject({ outcome });
  await room.claim(late);
  expect(room.workflow.started).toHaveLength(MOST_OPEN_UPLOADS + 1);
});

test('A-15 a message that comes twice takes one place, and rows of a join take none', async () => {
  const room = dataRoom(trips());
  for (let name = 0; name < MOST_OPEN_UPLOADS; name += 1) {
    await room.claim(claimOf('trips', name));
    await room.claim(claimOf('trips', name));
  }
  expect(room.workflow.started).toHaveLength(MOST_OPEN_UPLOADS);
  await room.claim(claimOf('trips', 1000, 'ground-truth'));
  expect(room.workflow.started).toHaveLength(MOST_OPEN_UPLOADS + 1);
  expect(room.queue.sent).toEqual([]);
});
