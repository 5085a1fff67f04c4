import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { listVersionObjects, readObjectRows } from '#lambdas/common/dataset-reader';
import { dataRoom, trips } from './support/data-room.ts';

const root = join(import.meta.dirname, '../../..');
const HEADER = 'id,at,stops,note,late';
const row = (id: string, day = '01', note = '', late = '0') =>
  `${id},2024-05-${day}T10:00:00Z,3,${note},${late}`;
const file = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

test('the real fixture becomes version 1, byte for byte', async () => {
  const yaml = readFileSync(join(root, 'examples/flights/datasets/flights/dataset.yaml'), 'utf8');
  const room = dataRoom(datasetConfigSchema.parse(parse(yaml)));
  const parts: Buffer[] = [];
  for await (const part of createReadStream(join(root, 'test/fixtures/flights/upload-january-sample.csv')))
    parts.push(part as Buffer);
  const content = Buffer.concat(parts);
  const rows = content.toString().trimEnd().split('\n').length - 1;
  const upload = await room.land('flights/2013-01.csv', content);
  expect(await room.run(upload)).toMatchObject({
    outcome: 'committed',
    dataset: 'flights',
    version: 1,
    rows,
  });
  const [object] = await listVersionObjects(room.store, 'lake', 'flights', 1);
  expect(await room.store.readText({ bucket: 'lake', key: object?.key ?? '' })).toBe(content.toString());
  expect(await room.recordOf(upload.uploadId, 'flights')).toMatchObject({ status: 'committed', version: 1 });
  expect(room.queue.sent).toMatchObject([
    { queueUrl: 'retrain', message: { kind: 'new-data', version: 1, newRows: rows } },
  ]);
});

describe('A-08 a bad file is quarantined with row, column and reason, and the next one is not affected', () => {
  const cases: readonly (readonly [string, string | Uint8Array, Readonly<Record<string, unknown>>])[] = [
    ['empty', '', { code: 'empty' }],
    ['header only', `${HEADER}\n`, { code: 'header-only', line: 1 }],
    ['ragged', file(row('a'), 'b,c'), { code: 'ragged-row', line: 3 }],
    ['UTF-16', utf16(file(row('a'))), { code: 'utf-16', line: 1 }],
    [
      'a missing column',
      file(row('a')).replace('stops', 'stopz'),
      { code: 'missing-column', column: 'stops' },
    ],
    ['an extra column', `${HEADER},more\n${row('a')},1\n`, { code: 'extra-column', column: 'more' }],
    [
      'all labels empty',
      file(row('a', '01', '', ''), row('b', '01', '', '')),
      { code: 'all-labels-missing', column: 'late' },
    ],
    [
      'a wrong type',
      file(row('a'), row('b').replace(',3,', ',x,')),
      { code: 'type', row: 2, line: 3, column: 'stops' },
    ],
    [
      'a key twice',
      file(row('a'), row('b'), row('a')),
      { code: 'duplicate-key', row: 3, line: 4, column: 'id' },
    ],
  ];
  test.each(cases)('%s', async (_, content, reason) => {
    const room = dataRoom(trips());
    const upload = await room.land('trips/bad.csv', content);
    const outcome = await room.run(upload);
    expect(outcome.outcome).toBe('quarantined');
    const record = await room.recordOf(upload.uploadId);
    expect(record?.status).toBe('quarantined');
    const report = (await room.readJson(record?.reportKey ?? '')) as { reasons: unknown[] };
    expect(report.reasons[0]).toMatchObject(reason);
    for (const fact of ['received', 'allowed', 'fix']) expect(report.reasons[0]).toHaveProperty(fact);
    const kept = room.store.versions.find(({ key }) => key.endsWith('/original'));
    expect(Buffer.from(kept?.body ?? [])).toEqual(Buffer.from(content));
    const next = await room.land('trips/good.csv', file(row('a')));
    expect(await room.run(next)).toMatchObject({ outcome: 'committed', version: 1 });
  });
});

test.each([
  ['byte order mark', `\ufeff${file(row('a'))}`, ['byte-order-mark']],
  ['CRLF', file(row('a')).replaceAll('\n', '\r\n'), ['crlf']],
  ['columns in another order', `at,id,late,note,stops\n2024-05-01T10:00:00Z,a,0,,3\n`, ['reordered-columns']],
])('A-08 %s: normalised, recorded, and the same content', async (_, content, normalised) => {
  const room = dataRoom(trips());
  await room.run(await room.land('trips/a.csv', content));
  const manifest = await room.manifestOf(1);
  expect(manifest.normalised).toEqual(normalised);
  expect(await room.store.readText({ bucket: 'lake', key: manifest.added[0]?.key ?? '' })).toBe(
    file(row('a')),
  );
});

test('the same file twice, under two names: the second is a duplicate of the version', async () => {
  const room = dataRoom(trips());
  const first = await room.land('trips/a.csv', file(row('a')));
  const second = await room.land('trips/b.csv', file(row('a')).replaceAll('\n', '\r\n'));
  expect(await room.run(first)).toMatchObject({ outcome: 'committed', version: 1 });
  expect(await room.run(second)).toMatchObject({ outcome: 'duplicate', version: 1 });
  expect(await room.recordOf(second.uploadId)).toMatchObject({ status: 'duplicate', version: 1 });
});

test('A-03 a key overwritten before the first was read: two versions, each with its own rows', async () => {
  const room = dataRoom(trips());
  const first = await room.land('trips/a.csv', file(row('a')));
  const second = await room.land('trips/a.csv', file(row('b', '02')));
  expect(await room.run(first)).toMatchObject({ version: 1 });
  expect(await room.run(second)).toMatchObject({ version: 2 });
  const [one, two] = await Promise.all([room.manifestOf(1), room.manifestOf(2)]);
  expect([one.source.versionId, two.source.versionId]).toEqual([first.versionId, second.versionId]);
  expect(two.totalRows).toBe(2);
});

test('A-04 64 uploads that commit at once all become versions, without gap', async () => {
  const room = dataRoom(trips());
  const uploads = [];
  for (let number = 1; number <= 64; number += 1) {
    const line = `t${number},2024-05-01T${String(number % 24).padStart(2, '0')}:00:00Z,3,,0`;
    uploads.push(await room.land(`trips/${number}.csv`, file(line)));
  }
  const outcomes = await Promise.all(uploads.map((upload) => room.run(upload)));
  const versions = outcomes.map((outcome) => ('version' in outcome ? outcome.version : 0));
  expect(versions.sort((a, b) => a - b)).toEqual(uploads.map((_, index) => index + 1));
  expect(await listVersionObjects(room.store, 'lake', 'trips', 64)).toHaveLength(64);
  const profile = await room.readJson('trips/profiles/version-000064.json');
  expect(profile).toMatchObject({
    rows: 64,
    minEventTime: '2024-05-01T00:00:00Z',
    maxEventTime: '2024-05-01T23:00:00Z',
  });
});

test('A-07 an object that is gone before it is read is recorded, not retried', async () => {
  const room = dataRoom(trips());
  await room.store.write({ bucket: 'landing', key: 'trips/a.csv' }, file(row('a')), 'text/csv');
  const event = await room.eventOf('trips/a.csv');
  const gone = {
    ...event,
    detail: { ...event.detail, object: { ...event.detail.object, 'version-id': 'erased' } },
  };
  await room.claim(gone);
  const upload = room.workflow.started[0]?.input as Parameters<typeof room.run>[0];
  const outcome = await room.run(upload);
  expect(outcome.outcome).toBe('quarantined');
  expect((await room.recordOf(upload.uploadId))?.reasons).toMatchObject([{ code: 'source-gone' }]);
  expect(room.store.versions.some(({ key }) => key.includes('incoming'))).toBe(false);
});

test('A-07 an object that was deleted after its event is read by its version', async () => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', file(row('a')));
  await room.store.delete({ bucket: 'landing', key: 'trips/a.csv' });
  expect(await room.run(upload)).toMatchObject({ outcome: 'committed' });
});

describe('a key of an earlier version', () => {
  test.each([
    ['a plain key', 'a', 'a'],
    ['a key with a line end', '"a\nb"', '"a\nb"'],
    ['a key with a Unicode line separator', 'a\u2028b', 'a\u2028b'],
  ])('%s quarantines the upload', async (_, first, again) => {
    const room = dataRoom(trips());
    await room.run(await room.land('trips/a.csv', file(row(first), row('x'))));
    const upload = await room.land('trips/b.csv', file(row(again), row('y')));
    expect(await room.run(upload)).toMatchObject({ outcome: 'quarantined' });
    expect((await room.recordOf(upload.uploadId))?.reasons).toMatchObject([
      {
        code: 'key-of-earlier-version',
        column: 'id',
        received: '1 rows whose key is in the dataset already',
      },
    ]);
  });

  test('is no matter where each upload is the whole dataset', async () => {
    const room = dataRoom(trips({ mode: 'replace' }));
    await room.run(await room.land('trips/a.csv', file(row('a'))));
    await room.run(await room.land('trips/b.csv', file(row('a'), row('b'))));
    expect(await room.run(await room.land('trips/c.csv', file(row('a'))))).toMatchObject({ version: 3 });
    const objects = await listVersionObjects(room.store, 'lake', 'trips', 3);
    expect(objects.map(({ rows }) => rows)).toEqual([1]);
    expect((await room.manifestOf(3)).totalRows).toBe(1);
  });
});

test('rows with breaches are set aside with their header, the others are committed', async () => {
  const room = dataRoom(trips({ onBreach: 'quarantine-rows', maximumRejectedPercent: 50 }));
  const upload = await room.land('trips/a.csv', file(row('a'), row('b').replace(',3,', ',x,')));
  expect(await room.run(upload)).toMatchObject({ outcome: 'committed', rows: 1 });
  expect((await room.manifestOf(1)).rows).toEqual({
    in: 2,
    out: 1,
    rejected: 1,
    reasons: { 'type:stops': 1 },
  });
  const key = `trips/quarantine/${upload.uploadId}/rejected-rows.csv`;
  expect(await room.store.readText({ bucket: 'lake', key })).toBe(file(row('b').replace(',3,', ',x,')));
});

test('B-14 every step twice gives what once gives', async () => {
  const room = dataRoom(trips());
  const upload = await room.land('trips/a.csv', file(row('a')));
  const once = await room.run(upload);
  const ledger = await room.registry.readLedger({ kind: 'dataset', name: 'trips' });
  expect(await room.run(upload)).toEqual(once);
  expect(await room.registry.readLedger({ kind: 'dataset', name: 'trips' })).toEqual(ledger);
});

test('rows are read back as they were uploaded, whatever their cells hold', async () => {
  const room = dataRoom(trips());
  const notes = ['plain', 'a\u2028b', 'x,y', 'say "hi"', 'two\nlines', 'two\r\nlines', 'a\rb', '\ufeff', ' '];
  const rows = notes.map((note, index) => row(`t${index}`, '01', `"${note.replaceAll('"', '""')}"`));
  await room.run(await room.land('trips/a.csv', file(...rows)));
  const [object] = await listVersionObjects(room.store, 'lake', 'trips', 1);
  const read: string[] = [];
  await readObjectRows(room.store, { bucket: 'lake', key: object?.key ?? '' }, (row) => {
    read.push(row.cell(3));
    return undefined;
  });
  expect(read).toEqual(notes);
});

test('a version is read from the snapshot below it', async () => {
  const room = dataRoom(trips());
  for (let number = 1; number <= 101; number += 1) {
    const minute = String(number % 60).padStart(2, '0');
    const line = `t${number},2024-05-${number < 60 ? '01' : '02'}T10:${minute}:00Z,3,,0`;
    await room.run(await room.land(`trips/${number}.csv`, file(line)));
  }
  const objects = await listVersionObjects(room.store, 'lake', 'trips', 101);
  expect(new Set(objects.map(({ uploadId }) => uploadId)).size).toBe(101);
});
