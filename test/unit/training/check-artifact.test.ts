import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkArtifact } from '#core/training/check-artifact';
import { pax, type RawEntry, rawArchive, rawEntry, rawTar, ZOO } from '../sagemaker-engine/tar-zoo.ts';

async function* stream(bytes: Uint8Array, size = 700): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
const check = (bytes: Uint8Array) => checkArtifact(stream(bytes));

const MODEL: RawEntry = { name: 'model.ubj', body: randomBytes(20_000) };
const CODE: RawEntry = { name: 'code/inference.py', body: 'def model_fn(): ...' };
const whole = rawArchive({ name: 'code/', type: '5' }, CODE, MODEL);

describe('a good archive', () => {
  test.each(['model.ubj', 'model.json', 'xgboost-model', './model.ubj'])('with %s', async (name) => {
    const checked = await check(rawArchive(CODE, { ...MODEL, name }));
    expect(checked).toEqual({ isGood: true, modelFile: name.replace('./', ''), entries: 2 });
  });
  test('with the metrics that the script recorded, when they are small', async () => {
    const metrics = { name: 'training-metrics.json', body: '{"rmse":8.7}' };
    expect(await check(rawArchive(metrics, MODEL))).toMatchObject({ trainingMetrics: metrics.body });
    expect(await check(rawArchive(MODEL, metrics, CODE))).toMatchObject({
      ...{ isGood: true, entries: 3, trainingMetrics: metrics.body },
    });
    expect(await check(rawArchive({ ...metrics, body: '7'.repeat(10_001) }, MODEL))).toEqual({
      ...{ isGood: true, modelFile: 'model.ubj', entries: 2 },
    });
  });
  test('in chunks of any size', async () => {
    for (const size of [1, 13, 512, 100_000]) {
      expect(await checkArtifact(stream(whole, size))).toMatchObject({ isGood: true, entries: 3 });
    }
  });
});

describe('C-06 H-01 an archive that holds no model is refused', () => {
  test.each<readonly [string, Uint8Array]>([
    ['nothing at all', new Uint8Array()],
    ['not an archive', Buffer.from('model')],
    ['a tar that was not compressed', rawTar(MODEL)],
    ['compressed text', gzipSync('model')],
    ['an empty archive', rawArchive()],
    ['code alone', rawArchive(CODE)],
    ['an empty model', rawArchive({ name: 'model.ubj', body: '' })],
    ['a folder of that name', rawArchive({ name: 'model.ubj/', type: '5' })],
    ['a model in a folder', rawArchive({ ...MODEL, name: 'out/model.ubj' })],
    ['a pickle', rawArchive({ ...MODEL, name: 'model.pkl' })],
    ['a joblib file', rawArchive({ ...MODEL, name: 'model.joblib' })],
    ['a model of another case', rawArchive({ ...MODEL, name: 'Model.ubj' })],
  ])('%s', async (_, bytes) => {
    expect(await check(bytes)).toMatchObject({ isGood: false });
  });
});

describe('C-06 an archive that was cut off is refused', () => {
  // Header of gzip, header of tar, within the code, at the start, middle and end of the model, within the trailer.
  const cuts = [1, 9, 10, 11, 30, 200, 600, 1000, 5000, 15_000, whole.length - 500, whole.length - 9];
  test.each(cuts.filter((cut) => cut < whole.length))('after %i bytes', async (cut) => {
    expect(await check(whole.subarray(0, cut))).toMatchObject({ isGood: false });
  });
  test.each([1, 4, 7, 8])('%i bytes before its end, within the checksum', async (missing) => {
    expect(await check(whole.subarray(0, whole.length - missing))).toMatchObject({ isGood: false });
  });
  test.each([600, 1700, 5000, 20_000])('before it was compressed, after %i bytes', async (cut) => {
    expect(await check(gzipSync(gunzipSync(whole).subarray(0, cut)))).toMatchObject({ isGood: false });
  });
  test.each([15, 300, 9000])('one byte turned over at %i', async (at) => {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(await check(damaged)).toMatchObject({ isGood: false });
  });
});

describe('H-02 an archive that reaches out of its folder, or holds more than files, is refused', () => {
  test.each<readonly [string, RawEntry]>([
    ['a link', { name: 'a', type: '2', link: '/etc/passwd' }],
    ['a link to its own model', { name: 'a', type: '2', link: 'model.ubj' }],
    ['a hard link', { name: 'a', type: '1', link: '../x' }],
    ['a character device', { name: 'a', type: '3' }],
    ['a block device', { name: 'a', type: '4' }],
    ['a fifo', { name: 'a', type: '6' }],
    ['an absolute name', { name: '/tmp/x' }],
    ['the folder above', { name: '../x' }],
    ['the folder above, further in', { name: 'a/../../x' }],
    ['the folder above, behind a dot', { name: './../x' }],
    ['the folder above, at the end', { name: 'a/..' }],
    ['the folder above, in the prefix', { name: 'x', prefix: '../..' }],
    ['a folder above as a folder', { name: '../x/', type: '5' }],
    ['an absolute name behind a dot', { name: './/tmp/x' }],
  ])('%s', async (_, entry) => {
    expect(await check(rawArchive(entry, MODEL))).toMatchObject({ isGood: false });
    expect(await check(rawArchive(MODEL, entry))).toMatchObject({ isGood: false });
  });

  test.each(['a\\b', '..\\x', 'a\nb', 'a\u001b[31m', 'a\u007f'])(
    'a name that no file should have: %j',
    async (name) => {
      expect(await check(rawArchive({ name }, MODEL))).toMatchObject({ isGood: false });
    },
  );

  test.each(['model.ubj', './model.ubj', './/model.ubj', 'model.ubj/.'])(
    'a second model, called %s',
    async (name) => {
      expect(await check(rawArchive(MODEL, { name, body: 'another' }))).toMatchObject({ isGood: false });
    },
  );

  test.each(Object.entries(ZOO))('from the zoo: %s', async (_, archive) => {
    expect(await check(archive)).toMatchObject({ isGood: false });
  });

  test('a long name in an extended header', async () => {
    const header = { name: 'PaxHeader', type: 'x', body: pax('path', '../../x') };
    expect(await check(rawArchive(header, { name: 'harmless' }, MODEL))).toMatchObject({ isGood: false });
  });

  test('the reason does not print what the archive says', async () => {
    const checked = await check(rawArchive({ name: '/tmp/\u001b[31mred\n' }, MODEL));
    expect(JSON.stringify(checked)).not.toContain('red');
  });
});

test('H-03 more entries than any model has', async () => {
  const many = Array.from({ length: 10_001 }, (_, index) => rawEntry({ name: `f${index}` }));
  const bytes = gzipSync(Buffer.concat([...many, rawEntry(MODEL), Buffer.alloc(1024)]), { level: 1 });
  expect(await checkArtifact(stream(bytes, 100_000))).toMatchObject({
    isGood: false,
    reason: expect.stringContaining('large') as string,
  });
});

test('a connection that breaks says nothing about the archive', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield whole.subarray(0, 5000);
    throw new Error('connection reset');
  }
  await expect(checkArtifact(broken())).rejects.toThrow('connection reset');
});
