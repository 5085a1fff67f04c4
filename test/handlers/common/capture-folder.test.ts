import { expect, test } from 'vitest';
import { planCompaction } from '#core/monitoring/scale/compaction-plan';
import {
  claimKey,
  finishKey,
  finishRecord,
  groupRecordKey,
} from '#core/monitoring/scale/compaction-protocol';
import { readableObjects, readFolder, resolveCapture } from '#lambdas/common/capture-folder';
import { memoryObjectStore } from '#test/fakes/memory-object-store';

const BUCKET = 'capture';
const FOLDER = 'gyre-test-a/v1/2026/11/21/07';
const named = (name: string) => `${FOLDER}/${name}.jsonl`;

/** Three captures, two of which have a plan; another hour, whose key begins alike, and other things beside them. */
async function folder() {
  const store = memoryObjectStore();
  const write = (key: string, text: string) => store.write({ bucket: BUCKET, key }, text, 'text/plain');
  for (const name of ['a', 'b', 'c']) await write(named(name), `${name}\n`);
  await write(`${FOLDER}/notes.txt`, 'none of them');
  await write('gyre-test-a/v1/2026/11/21/08/d.jsonl', 'd\n');
  const objects = ['a', 'b'].map((name) => ({ key: named(name), sizeBytes: 2 }));
  const groups = planCompaction(FOLDER, objects);
  const compacted = groups[0]?.key ?? '';
  await write(claimKey(FOLDER, 1), JSON.stringify({ format: 1, groups }));
  const finish = async () => {
    await write(compacted, 'a\nb\n');
    const record = { format: 1 as const, left: [], starts: [], members: {} };
    await write(groupRecordKey(compacted), JSON.stringify(record));
    await write(finishKey(FOLDER, 1), JSON.stringify(finishRecord(groups, [record])));
  };
  const gone = (name: string) => store.delete({ bucket: BUCKET, key: named(name) });
  return { store, groups, compacted, finish, gone };
}

test('reads the members until a generation is finished, and the compacted object from then on', async () => {
  const { store, groups, compacted, finish, gone } = await folder();
  expect(await readFolder(store, BUCKET, FOLDER)).toEqual({
    folder: FOLDER,
    objects: ['a', 'b', 'c'].map((name) => ({ key: named(name), sizeBytes: 2 })),
    compacted: new Set(),
    generations: [{ groups, isFinished: false }],
  });
  expect(await readableObjects(store, BUCKET, FOLDER)).toEqual(
    ['a', 'b', 'c'].map((name) => ({ key: named(name), sizeBytes: 2 })),
  );
  await store.write({ bucket: BUCKET, key: compacted }, 'half of it', 'text/plain');
  expect((await readFolder(store, BUCKET, FOLDER)).compacted).toEqual(new Set());
  await finish();
  const after = [
    { key: named('c'), sizeBytes: 2 },
    { key: compacted, sizeBytes: 4 },
  ];
  expect(await readableObjects(store, BUCKET, FOLDER)).toEqual(after);
  await gone('a');
  await gone('b');
  expect(await readableObjects(store, BUCKET, FOLDER)).toEqual(after);
  expect((await readFolder(store, BUCKET, FOLDER)).compacted).toEqual(new Set([compacted]));
});

test('an hour without captures has nothing to read, nor one whose compacted objects have expired', async () => {
  const { store, compacted, finish, gone } = await folder();
  expect(await readableObjects(store, BUCKET, 'gyre-test-a/v1/2026/11/21/06')).toEqual([]);
  await finish();
  for (const name of ['a', 'b', 'c']) await gone(name);
  await store.delete({ bucket: BUCKET, key: compacted });
  expect(await readableObjects(store, BUCKET, FOLDER)).toEqual([]);
});

test('who knows a member by its key finds what took its place, and looks once for a folder', async () => {
  const { store, compacted, finish } = await folder();
  const at = (name: string) => ({ bucket: BUCKET, key: named(name) });
  expect(await resolveCapture(store, at('a'))).toEqual(at('a'));
  await finish();
  const known = new Map<string, string>();
  expect(await resolveCapture(store, at('a'), known)).toEqual({ bucket: BUCKET, key: compacted });
  let listed = 0;
  const counting = {
    ...store,
    list: (...of: Parameters<typeof store.list>) => ((listed += 1), store.list(...of)),
  };
  expect(await resolveCapture(counting, at('b'), known)).toEqual({ bucket: BUCKET, key: compacted });
  expect(listed).toBe(0);
  expect(await resolveCapture(counting, at('c'), known)).toEqual(at('c'));
  expect(await resolveCapture(store, { bucket: BUCKET, key: 'something/else' })).toEqual({
    bucket: BUCKET,
    key: 'something/else',
  });
});
