import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyManifest,
  type Manifest,
  type ManifestObject,
  manifestKey,
  snapshotBefore,
  snapshotKey,
} from '#core/data/manifest';
import { type CommitFacts, planCommit } from '#core/data/plan-commit';
import { latestSchema, uploadRecordSchema } from '#core/data/upload-outcome';
import { tripsDataset } from './support/datasets.ts';

const upload = {
  ...{ uploadId: 'ds-1', dataset: 'trips', bucket: 'landing', key: 'trips/a.csv', etag: 'e', sizeBytes: 9 },
  origin: 'landing',
} as const;
const objectOf = (sha256: string, rows = 10, day = '2024-05-01'): ManifestObject => ({
  ...{
    key: `trips/objects/${sha256}`,
    keysKey: `trips/objects/${sha256}.keys`,
    sha256,
    rows,
    uploadId: 'ds-1',
  },
  ...{ minEventTime: `${day}T00:00:00Z`, maxEventTime: `${day}T23:00:00Z` },
});
const facts = (change: Partial<CommitFacts> = {}): CommitFacts => ({
  dataset: tripsDataset(),
  upload,
  object: objectOf('aa'),
  rejectedRows: 0,
  reasons: [],
  latest: undefined,
  latestRevision: undefined,
  uploadRevision: 1,
  existing: undefined,
  at: '2026-01-01T00:00:00Z',
  ...change,
});

test('the first upload becomes version 1', () => {
  const { writes, result } = planCommit(facts());
  expect(result).toMatchObject({ outcome: 'committed', version: { version: 1, parent: 0, totalRows: 10 } });
  expect(writes.map(({ sk, expect: condition }) => [sk, condition])).toEqual([
    ['UPLOAD#ds-1', { revision: 1 }],
    ['VERSION#000001', 'absent'],
    ['OBJECT#aa', 'absent'],
    ['LATEST', 'absent'],
  ]);
});

test('A-02 versions are contiguous, totals add up and time never shrinks, whatever the order of uploads', () => {
  const uploads = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 10, max: 28 }), fc.integer({ min: 1, max: 99 })),
    { minLength: 1, maxLength: 12, selector: ([day]) => day },
  );
  fc.assert(
    fc.property(uploads, (list) => {
      let latest: CommitFacts['latest'];
      list.forEach(([day, rows], index) => {
        const object = objectOf(`sha${day}`, rows, `2024-05-${day}`);
        const { writes, result } = planCommit(facts({ object, latest, latestRevision: index || undefined }));
        expect(result.version).toMatchObject({ version: index + 1, parent: index });
        const next = latestSchema.parse(writes.at(-1)?.data);
        expect(next.maxEventTime >= (latest?.maxEventTime ?? '')).toBe(true);
        latest = next;
      });
      const days = list.map(([day]) => day);
      expect(latest).toEqual({
        version: list.length,
        totalRows: list.reduce((sum, [, rows]) => sum + rows, 0),
        minEventTime: `2024-05-${Math.min(...days)}T00:00:00Z`,
        maxEventTime: `2024-05-${Math.max(...days)}T23:00:00Z`,
      });
    }),
  );
});

test('the same content is a duplicate of the version that holds it', () => {
  const first = planCommit(facts()).result.version;
  const { writes, event, result } = planCommit(facts({ existing: first, latest: undefined }));
  expect(result).toEqual({ outcome: 'duplicate', version: first });
  expect(writes.map(({ sk }) => sk)).toEqual(['UPLOAD#ds-1']);
  expect(writes[0]?.data).toMatchObject({ status: 'duplicate', version: 1 });
  expect(event.type).toBe('upload-duplicate');
});

test('a dataset that is uploaded whole counts the newest upload alone', () => {
  const latest = {
    version: 4,
    totalRows: 99,
    minEventTime: '2020-01-01T00:00:00Z',
    maxEventTime: '2030-01-01T00:00:00Z',
  };
  const plan = planCommit(facts({ dataset: tripsDataset({ mode: 'replace' }), latest, latestRevision: 4 }));
  expect(plan.writes.at(-1)?.data).toEqual({
    ...{ version: 5, totalRows: 10 },
    ...{ minEventTime: '2024-05-01T00:00:00Z', maxEventTime: '2024-05-01T23:00:00Z' },
  });
});

test('a dataset that is uploaded whole may go back to earlier content', () => {
  const first = planCommit(facts()).result.version;
  const latest = {
    version: 2,
    totalRows: 9,
    minEventTime: '2020-01-01T00:00:00Z',
    maxEventTime: '2030-01-01T00:00:00Z',
  };
  const again = (version: number) =>
    planCommit(
      facts({
        dataset: tripsDataset({ mode: 'replace' }),
        existing: { ...first, version },
        latest,
        latestRevision: 2,
      }),
    );
  expect(again(1).result).toMatchObject({ outcome: 'committed', version: { version: 3, totalRows: 10 } });
  expect(again(2).result.outcome).toBe('duplicate');
});

test('the record of the upload keeps when it was claimed and at most 20 reasons', () => {
  const reason = { code: 'type', received: 'x', allowed: 'y', fix: 'z' };
  const { writes } = planCommit(
    facts({ claimedAt: '2025-12-31T23:59:00Z', reasons: Array.from({ length: 60 }, () => reason) }),
  );
  const record = uploadRecordSchema.parse(writes[0]?.data);
  expect([record.claimedAt, record.endedAt]).toEqual(['2025-12-31T23:59:00Z', '2026-01-01T00:00:00Z']);
  expect(record.reasons).toHaveLength(20);
});

test('deltas add and remove objects in order', () => {
  const [a, b, c] = [objectOf('a'), objectOf('b'), objectOf('c')];
  const delta = (added: ManifestObject[], removed: string[]) => ({ added, removed }) as unknown as Manifest;
  const after = [delta([a], []), delta([b], []), delta([c], [a.key])].reduce<readonly ManifestObject[]>(
    applyManifest,
    [],
  );
  expect(after).toEqual([b, c]);
});

test('a reader starts at the newest snapshot at or below the version', () => {
  expect([1, 99, 100, 101, 250].map(snapshotBefore)).toEqual([0, 0, 100, 100, 200]);
  expect([manifestKey('trips', 12), snapshotKey('trips', 100)]).toEqual([
    'trips/versions/000012/manifest.json',
    'trips/versions/000100/snapshot.json',
  ]);
});
