import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { archiveFile } from '#core/training/recalibration/archive-file';
import { recalibratedArchive } from '#core/training/recalibration/recalibrated-archive';
import { checkArtifact } from '#core/training/check-artifact';
import { rawArchive } from '#test/unit/sagemaker-engine/tar-zoo';

const curve = { method: 'platt', slope: 0.5, intercept: 0.1 } as const;
const MODEL = Buffer.alloc(300_000, 'tree');
const champion = rawArchive(
  { name: './', type: '5' },
  { name: './code/', type: '5' },
  { name: './code/inference.py', body: 'old' },
  { name: './code/empty.py', body: '' },
  { name: './model.ubj', body: MODEL },
);

async function* pieces(bytes: Uint8Array, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  await Promise.resolve();
}

async function made(bytes: Uint8Array, size?: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of recalibratedArchive(pieces(bytes, size), { curve, inference: 'new' }))
    parts.push(part);
  return Buffer.concat(parts);
}

test('everything stays but the curve and the code, whatever pieces it comes in', async () => {
  const archive = await made(champion);
  expect(await made(champion, 37)).toEqual(archive);
  const file = (path: string) => archiveFile(pieces(archive), path);
  expect(await file('calibration.json')).toBe('[{"intercept":0.1,"method":"platt","slope":0.5}]');
  expect(await file('code/inference.py')).toBe('new');
  expect([await file('code/empty.py'), await file('code/none.py')]).toEqual(['', undefined]);
  expect(await file('model.ubj')).toBe(MODEL.toString());
  expect(await checkArtifact(pieces(archive))).toMatchObject({ isGood: true, entries: 6 });
});

test('no time and no machine is in it', async () => {
  const archive = await made(champion);
  expect([...archive.subarray(4, 8), archive[9]]).toEqual([0, 0, 0, 0, 255]);
  // The time of every entry is octal zeros.
  const tar = gunzipSync(archive);
  expect(tar.subarray(136, 147).toString()).toMatch(/^0+$/);
});

test('a second curve comes after the first', async () => {
  const twice = await made(await made(champion));
  const curves = JSON.parse((await archiveFile(pieces(twice), 'calibration.json')) ?? '') as unknown[];
  expect(curves).toEqual([curve, curve]);
});

test.each([
  ['half an archive', champion.subarray(0, champion.length / 2)],
  ['no archive', Buffer.from('text')],
  ['an archive with other calibration', rawArchive({ name: 'calibration.json', body: '{"a":1}' })],
])('%s is an error, not an empty archive', async (_, bytes) => {
  await expect(made(bytes)).rejects.toThrow();
});
