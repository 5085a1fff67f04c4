import { beforeEach, describe, expect, test } from 'vitest';
import {
  listDatasets,
  listQuarantine,
  readDataset,
  readDatasetVersion,
  readQuarantined,
} from '#cli/queries/read-datasets';
import type { DatasetVersion, UploadRecord } from '#core/data/upload-outcome';
import { LATEST_KEY, uploadKey, versionKey } from '#core/registry/keys';
import type { Registry } from '#ports/registry';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryRegistry } from '#test/fakes/memory-registry';

const LAKE = 'lake';
const DAY = { minEventTime: '2013-01-01T00:00:00Z', maxEventTime: '2013-01-02T00:00:00Z' };

const version = (number: number): DatasetVersion => ({
  version: number,
  parent: number - 1,
  manifestKey: `flights/versions/${number}/manifest.json`,
  sha256: 'a'.repeat(64),
  rows: 10,
  rejectedRows: 1,
  totalRows: 10 * number,
  ...DAY,
  uploadId: `ds-000000000000000${number}`,
  schemaHash: 'b'.repeat(64),
  columnOrderHash: 'c'.repeat(64),
  committedAt: '2026-01-01T00:00:00.000Z',
});

const reason = { code: 'missing-column', column: 'delay', received: 'none', allowed: 'delay', fix: 'add it' };

const quarantined = (uploadId: string, endedAt: string): UploadRecord => ({
  uploadId,
  dataset: 'flights',
  bucket: 'landing',
  key: 'flights/bad.csv',
  etag: 'e',
  sizeBytes: 12,
  origin: 'landing',
  status: 'quarantined',
  claimedAt: endedAt,
  endedAt,
  reasons: [reason],
  reportKey: `flights/quarantine/${uploadId}/report.json`,
});

let registry: Registry;
const store = memoryObjectStore();

async function put(items: Readonly<Record<string, object>>, name = 'flights') {
  await registry.transition({ kind: 'dataset', name }, async () => ({
    writes: Object.entries(items).map(([sk, data]) => ({
      sk,
      entity: 'tested',
      expect: 'any' as const,
      data: { ...data },
    })),
    event: { type: 'tested', actor: 'test', cause: 'none' },
    result: undefined,
  }));
}

beforeEach(async () => {
  registry = memoryRegistry();
  await put({
    [LATEST_KEY]: { version: 2, totalRows: 20, ...DAY },
    [versionKey(1)]: version(1),
    [versionKey(2)]: version(2),
    [uploadKey('ds-old')]: quarantined('ds-old', '2026-01-01T00:00:00.000Z'),
    [uploadKey('ds-new')]: quarantined('ds-new', '2026-01-02T00:00:00.000Z'),
    [uploadKey('ds-good')]: { ...quarantined('ds-good', '2026-01-03T00:00:00.000Z'), status: 'committed' },
  });
});

describe('datasets', () => {
  test('are listed with their newest version, also those that have none', async () => {
    await registry.transition({ kind: 'dataset', name: 'unknown' }, async () => ({
      writes: [],
      event: { type: 'tested', actor: 'test', cause: 'none' },
      result: undefined,
    }));
    expect(await listDatasets(registry)).toEqual([
      { name: 'flights', version: 2, totalRows: 20, ...DAY },
      { name: 'unknown', version: 0, totalRows: 0 },
    ]);
  });

  test('show their versions, the newest first', async () => {
    const { versions } = await readDataset(registry, 'flights');
    expect(versions.map((each) => each.version)).toEqual([2, 1]);
  });

  test('show what became of their uploads, the newest first, also before there is a version', async () => {
    const { uploads } = await readDataset(registry, 'flights');
    expect(uploads.map(({ uploadId, status }) => [uploadId, status])).toEqual([
      ['ds-good', 'committed'],
      ['ds-new', 'quarantined'],
      ['ds-old', 'quarantined'],
    ]);
    await put({ [uploadKey('ds-bad')]: quarantined('ds-bad', '2026-01-01T00:00:00.000Z') }, 'weather');
    expect(await readDataset(registry, 'weather')).toMatchObject({
      version: 0,
      versions: [],
      uploads: [{ uploadId: 'ds-bad', reasons: [reason] }],
    });
    await expect(
      readDatasetVersion(registry, store, LAKE, { name: 'weather', version: 1 }),
    ).rejects.toMatchObject({ facts: { allowed: 'none yet' } });
  });

  test('a name or version that is not there is answered with those that are', async () => {
    await expect(readDataset(registry, 'flihgts')).rejects.toMatchObject({
      code: 'GYRE-941',
      facts: { received: 'flihgts', allowed: 'flights' },
    });
    await expect(
      readDatasetVersion(registry, store, LAKE, { name: 'flights', version: 9 }),
    ).rejects.toMatchObject({ facts: { received: '9', allowed: '1 to 2' } });
  });
});

describe('quarantine', () => {
  test('lists what was set aside, the newest first, and nothing else', async () => {
    expect((await listQuarantine(registry)).map((each) => each.uploadId)).toEqual(['ds-new', 'ds-old']);
  });

  test('shows all reasons of the report, not only those that the registry keeps', async () => {
    const all = [reason, { ...reason, row: 3, line: 5 }];
    const ref = { bucket: LAKE, key: 'flights/quarantine/ds-new/report.json' };
    await store.write(ref, JSON.stringify({ upload: {}, reasons: all }), 'application/json');
    expect((await readQuarantined(registry, store, LAKE, 'ds-new')).reasons).toEqual(all);
  });

  test.each(['ds-good', 'ds-none'])('%s is not in quarantine', async (uploadId) => {
    await expect(readQuarantined(registry, store, LAKE, uploadId)).rejects.toMatchObject({
      code: 'GYRE-941',
    });
  });
});
