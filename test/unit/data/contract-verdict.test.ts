import { describe, expect, test } from 'vitest';
import { judgeUpload, type UploadFacts } from '#core/data/contract-verdict';
import { tripsDataset } from './support/datasets.ts';

const LANDED = new Date('2024-05-10T00:00:00Z');

const facts = (change: Partial<UploadFacts> = {}): UploadFacts => ({
  rows: 100,
  goodRows: 100,
  rejectedRows: 0,
  missingColumns: [],
  extraColumns: [],
  breaches: [],
  breachCounts: {},
  maxEventTime: '2024-05-01T10:00:00Z',
  labelled: { late: 50 },
  knownKeys: 0,
  ...change,
});
const breach = {
  code: 'type',
  column: 'stops',
  received: 'text',
  allowed: 'integer',
  row: 7,
  line: 8,
} as const;
const breached = (rejectedRows: number, rows = 100) =>
  facts({
    rows,
    goodRows: rows - rejectedRows,
    rejectedRows,
    breaches: [breach],
    breachCounts: { 'type:stops': rejectedRows },
  });

describe('verdict and first reason', () => {
  test.each([
    ['nothing is wrong', {}, facts(), 'accept', undefined],
    [
      'a file that is no table',
      {},
      facts({ failure: { reason: 'ragged-row', line: 3, detail: 'x' } }),
      'quarantine',
      'ragged-row',
    ],
    ['a missing column', {}, facts({ missingColumns: ['km'] }), 'quarantine', 'missing-column'],
    ['an extra column', {}, facts({ extraColumns: ['km2'] }), 'quarantine', 'extra-column'],
    ['too few rows', { volume: { minimumRows: 101 } }, facts(), 'quarantine', 'volume'],
    ['too many rows', { volume: { maximumRows: 99 } }, facts(), 'quarantine', 'volume'],
    [
      'as many rows as allowed',
      { volume: { minimumRows: 100, maximumRows: 100 } },
      facts(),
      'accept',
      undefined,
    ],
    ['data too old', { freshness: { maximumAgeDays: 8 } }, facts(), 'quarantine', 'freshness'],
    ['data just young enough', { freshness: { maximumAgeDays: 9 } }, facts(), 'accept', undefined],
    ['no label at all', {}, facts({ labelled: { late: 0 } }), 'quarantine', 'all-labels-missing'],
    ['no label in a dataset without labels', { labels: [] }, facts({ labelled: {} }), 'accept', undefined],
    ['a key of an earlier version', {}, facts({ knownKeys: 1 }), 'quarantine', 'key-of-earlier-version'],
    ['one breach, reject', {}, breached(1), 'quarantine', 'type'],
    [
      'one breach, warn',
      { onBreach: 'warn' },
      { ...breached(1), goodRows: 100, rejectedRows: 0 },
      'accept',
      'type',
    ],
    ['5 of 100 rows, quarantine-rows at 5 %', { onBreach: 'quarantine-rows' }, breached(5), 'accept', 'type'],
    [
      '6 of 100 rows, quarantine-rows at 5 %',
      { onBreach: 'quarantine-rows' },
      breached(6),
      'quarantine',
      'too-many-rejected-rows',
    ],
    [
      'no good row, quarantine-rows at 100 %',
      { onBreach: 'quarantine-rows', maximumRejectedPercent: 100 },
      breached(100),
      'quarantine',
      'too-many-rejected-rows',
    ],
    [
      'two labels, one of them given',
      { labels: ['late', 'km'] },
      facts({ labelled: { late: 0, km: 2 } }),
      'accept',
      undefined,
    ],
  ])('%s', (_, change, given, verdict, code) => {
    const judged = judgeUpload(tripsDataset(change), given, LANDED);
    expect([judged.verdict, judged.reasons[0]?.code]).toEqual([verdict, code]);
  });
});

test.each([
  ['not-plain-text', /format: parquet/],
  ['broken-archive', /again/],
  ['unpacks-too-far', /in parts/],
  ['too-many-rows', /maximumRows|volume/],
  ['bad-json', /flat object/],
  ['other-format', /dataset.yaml/],
  ['file-too-large', /split it/],
  ['ragged-row', /CSV writer/],
] as const)('A-11 the fix of %s fits', (reason, fix) => {
  const { reasons } = judgeUpload(
    tripsDataset(),
    { ...facts(), failure: { reason, line: 0, detail: 'd' } },
    new Date(),
  );
  expect(reasons[0]).toMatchObject({ code: reason, fix: expect.stringMatching(fix) as string });
});

test('a reason says row, line, column, what was there, what may be and what to do', () => {
  const { reasons } = judgeUpload(tripsDataset(), breached(4), LANDED);
  expect(reasons).toEqual([
    {
      ...{
        code: 'type',
        row: 7,
        line: 8,
        column: 'stops',
        received: 'text (4 rows in all)',
        allowed: 'integer',
      },
      fix: 'mend column stops from line 8 on and upload the file again',
    },
  ]);
});

test('a file that is no table is not besides called empty of labels or too small', () => {
  const failure = { reason: 'utf-16', line: 1, detail: 'x' } as const;
  const given = facts({ rows: 0, goodRows: 0, failure, labelled: { late: 0 }, maxEventTime: '' });
  expect(judgeUpload(tripsDataset(), given, LANDED).reasons.map(({ code }) => code)).toEqual(['utf-16']);
});

test('A-16 a column name of 64 KB is told in part', () => {
  const { reasons } = judgeUpload(tripsDataset(), facts({ extraColumns: ['x'.repeat(65_536)] }), LANDED);
  expect(reasons[0]?.column?.length).toBeLessThan(200);
});
