import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectCreatedSchema } from '#core/data/object-created';
import { datasetOfKey, landedBefore, type Upload, uploadIdOf, uploadOf } from '#core/data/upload';

const facts = { bucket: 'landing', key: 'trips/a.csv', versionId: 'v1', etag: 'e1' };

test('A-03 two versions of one key are two uploads, the same version is one', () => {
  expect(uploadIdOf({ ...facts, versionId: 'v2' })).not.toBe(uploadIdOf(facts));
  expect(uploadIdOf({ ...facts, etag: 'e2' })).toBe(uploadIdOf(facts));
  expect(uploadIdOf(facts)).toMatch(/^ds-[0-9a-f]{16}$/);
});

test('A-03 in a bucket without versions the ETag tells two contents of one key apart', () => {
  const unversioned = { bucket: 'landing', key: 'trips/a.csv', etag: 'e1' };
  expect(uploadIdOf({ ...unversioned, etag: 'e2' })).not.toBe(uploadIdOf(unversioned));
});

const key = fc.string({
  unit: fc.constantFrom('a', ' ', '+', '%2B', '%2F', '%', '..', '/', '\u{1f600}', '\u00e9', '#', '?', '\\'),
  minLength: 1,
  maxLength: 40,
});

test('A-05 a key goes through event and claim as it is', () => {
  fc.assert(
    fc.property(key, (tail) => {
      const raw = `trips/${tail}`;
      const event = objectCreatedSchema.parse({
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { bucket: { name: 'landing' }, object: { key: raw, size: 1, etag: 'e', 'version-id': 'v' } },
      });
      const claim = {
        kind: 'claim',
        origin: 'landing',
        dataset: datasetOfKey(raw),
        bucket: 'landing',
        key: event.detail.object.key,
        etag: 'e',
        sizeBytes: 1,
      } as const;
      expect(uploadOf(claim)).toMatchObject({ key: raw, dataset: 'trips' });
    }),
  );
});

test('A-05 keys that decode to the same text are different uploads', () => {
  const ids = ['trips/a+b', 'trips/a b', 'trips/a%2Bb', 'trips/a%20b'].map((each) =>
    uploadIdOf({ ...facts, key: each }),
  );
  expect(new Set(ids).size).toBe(4);
});

test.each([
  ['flights/2013/01.csv', 'flights'],
  ['flights', ''],
  ['/flights/a.csv', ''],
  ['../flights/a.csv', '..'],
  ['flights%2Fa/b.csv', 'flights%2Fa'],
  ['', ''],
])('A-05 %s is meant for dataset "%s"', (raw, dataset) => {
  expect(datasetOfKey(raw)).toBe(dataset);
});

test('the identity keeps no undefined', () => {
  const claim = {
    kind: 'claim',
    origin: 'landing',
    dataset: 'trips',
    bucket: 'b',
    key: 'trips/a',
    etag: 'e',
    sizeBytes: 1,
  } as const;
  expect(Object.keys(uploadOf(claim)).sort()).toEqual([
    'bucket',
    'dataset',
    'etag',
    'key',
    'origin',
    'sizeBytes',
    'uploadId',
  ]);
});

const sequencer = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 20 })
  .map((digits) => digits.map((digit) => digit.toString(16)).join(''));

test('A-02 sequencers of any length are in one order, and nothing lands before itself', () => {
  const upload = (order: Partial<Upload>): Upload => ({
    ...facts,
    ...{ uploadId: 'ds-1', dataset: 'trips', sizeBytes: 1, origin: 'landing' },
    ...order,
  });
  fc.assert(
    fc.property(sequencer, sequencer, sequencer, (a, b, c) => {
      const [x, y, z] = [upload({ sequencer: a }), upload({ sequencer: b }), upload({ sequencer: c })];
      expect(landedBefore(x, x)).toBe(false);
      expect(landedBefore(x, y) && landedBefore(y, x)).toBe(false);
      if (landedBefore(x, y) && landedBefore(y, z)) expect(landedBefore(x, z)).toBe(true);
      // Zeros at the end say nothing.
      expect(landedBefore(x, upload({ sequencer: `${a}00` }))).toBe(false);
    }),
  );
});
