/** A model that was watched for two windows and two days, and had labels of every status. */
import { type QualityItem, qualityKey, type WindowItem } from '#core/monitoring/monitoring-records';
import type { FeatureVerdict, WindowReport } from '#core/monitoring/window-report';
import { windowKey } from '#core/registry/keys';
import { joinKey, type JoinRecord, labelsKey, type LabelsRecord } from '#core/serving/ground-truth-records';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';

export const REPORTS = 'gyre-local-reports-000000000000-us-east-1';

const window = (facts: Pick<WindowItem, 'start' | 'end' | 'revision'> & Partial<WindowItem>): WindowItem => ({
  version: 1,
  status: 'stable',
  reason: 'no change',
  rows: 26_500,
  sketchDigest: 'a'.repeat(64),
  isConfirmed: false,
  reportKey: `windows/air-time/${facts.start.slice(0, 10)}-v1-r${facts.revision}.json`,
  asOf: facts.end,
  judgedAt: `2026-01-0${facts.revision}T00:00:00.000Z`,
  ...facts,
});

const APRIL = { start: '2013-04-01T00:00:00.000Z', end: '2013-05-01T00:00:00.000Z' };
const MAY = { start: '2013-05-01T00:00:00.000Z', end: '2013-06-01T00:00:00.000Z' };
const drifted = { status: 'drifted', reason: 'temp 3.76 (0.98)', isConfirmed: true };

const quality = (day: string, facts: Partial<QualityItem>): QualityItem => ({
  ...{ day, version: 1, status: 'within', reason: 'rmse 11.77 is 0.98 x the promised 12.03, not above 1.15' },
  ...{ rows: 12_000, value: 11.77, promised: 12.03, isConfirmed: false, asOf: `${day}T06:00:00.000Z` },
  reportKey: `quality/air-time/${day}-v1.json`,
  judgedAt: `2026-01-01T00:00:${day.slice(-2)}.000Z`,
  ...facts,
});

const labels = (labelsId: string, facts: Partial<LabelsRecord>): LabelsRecord => ({
  ...{ labelsId, model: 'air-time', bucket: 'landing', key: `_labels/air-time/${labelsId}.csv`, etag: 'e' },
  ...{ sizeBytes: 100, status: 'waiting', receivedAt: '2013-05-01T06:00:00.000Z' },
  ...{ rows: 800, columns: ['air_time'], duplicates: 0, contradictions: 0 },
  ...facts,
});

const outOfRange = {
  ...{ code: 'range', column: 'temp', received: 'a number (3 rows in all)', allowed: 'from -60 to 60' },
  fix: 'mend what callers send',
};
const JOIN: JoinRecord = {
  ...{ joinId: 'jn-1', status: 'joined', labels: ['lb-joined'], asOf: '2013-06-01T06:00:00.000Z' },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', labelFiles: 1, rows: 790, waitingRows: 4, unknownRows: 6 },
  ...{ leftOutRows: 3, reasons: [outOfRange] },
  ...{ duplicates: 0, contradictions: 0, dataset: 'flights', uploadId: 'ds-0000000000000001' },
};

const temp: FeatureVerdict = {
  ...{ feature: 'temp', status: 'drifted', psi: 3.76, threshold: 0.98, noise: 0.49 },
  ...{ thresholdMethod: 'blocks', test: 'kolmogorov-smirnov', statistic: 0.6, pValue: 0, adjustedPValue: 0 },
  ...{ missingShareBefore: 0, missingShareNow: 0.01, direction: 'up', medianBefore: 36, medianNow: null },
};

const report = (facts: Partial<WindowReport>): WindowReport => ({
  ...{ model: 'air-time', version: 1, kind: 'drift', windowStart: APRIL.start, windowEnd: APRIL.end },
  ...{ asOf: APRIL.end, revision: 2, status: 'drifted', reason: drifted.reason },
  ...{ rows: 26_500, referenceRows: 52_446, features: [], methodVersion: '1' },
  coverage: { objects: 30, records: 300, badRecords: { 'not-json': 2 }, duplicates: 3, liveRows: 26_500 },
  baseline: { contestId: 'ct-1', trainStart: '2013-01-01T00:00:00Z', trainEnd: '2013-03-04T00:00:00Z' },
  ...facts,
});

export async function putMonitoredModel(registry: Registry, store: ObjectStore): Promise<void> {
  const windows = [
    window({ ...APRIL, revision: 1 }),
    window({ ...APRIL, revision: 2, ...drifted }),
    window({ ...MAY, revision: 1 }),
  ];
  const breach = { status: 'breached', value: 17.46, isConfirmed: true };
  const items: Readonly<Record<string, object>> = {
    ...Object.fromEntries(windows.map((item) => [windowKey(item.start, item.version, item.revision), item])),
    [qualityKey('2013-05-15', 1)]: quality('2013-05-15', {}),
    [qualityKey('2013-06-01', 1)]: quality('2013-06-01', { ...breach, judgedAt: '2026-01-02T00:00:00.000Z' }),
    [labelsKey('lb-joined')]: labels('lb-joined', { status: 'joined', matched: 790, unknownRows: 10 }),
    [labelsKey('lb-waiting')]: labels('lb-waiting', {
      ...{ receivedAt: '2013-05-03T06:00:00.000Z', joinId: 'jn-1', matched: 796, waitingRows: 4 },
    }),
    [labelsKey('lb-bad')]: labels('lb-bad', {
      status: 'quarantined',
      receivedAt: '2013-05-02T06:00:00.000Z',
      reasons: [{ code: 'not-a-number', line: 7, received: 'soon', allowed: 'a number', fix: 'mend it' }],
    }),
    [joinKey('jn-1')]: JOIN,
  };
  await registry.transition({ kind: 'model', name: 'air-time' }, async () => ({
    writes: Object.entries(items).map(([sk, data]) => ({
      ...{ sk, entity: 'tested', expect: 'any' as const, data: { ...data } },
    })),
    event: { type: 'tested', actor: 'test', cause: 'none' },
    result: undefined,
  }));
  const write = (key: string, body: string) => store.write({ bucket: REPORTS, key }, body, 'text/plain');
  const season: WindowReport['season'] = {
    ...{
      kind: 'trailing',
      status: 'compared',
      spans: [{ start: '2013-03-01', end: '2013-04-01' }],
      rows: 900,
    },
    features: [{ feature: 'temp', verdict: 'new', psi: 3, threshold: 0.25 }],
  };
  const april = report({ features: [temp], season });
  await write('windows/air-time/2013-04-01-v1-r2.json', JSON.stringify(april));
  await write('windows/air-time/2013-04-01-v1-r2.html', '<h1>April</h1>');
  const judged = {
    ...{ metric: 'rmse', value: 17.46, promised: 12.03, ratio: 1.45, limit: 1.15, rows: 12_000, days: 2 },
    ...{ from: '2013-05-30', to: '2013-05-31' },
    byDay: [
      { day: '2013-05-30', rows: 6000, value: 17.1 },
      { day: '2013-05-31', rows: 6000, value: null },
    ],
  };
  const day = report({ kind: 'quality', status: 'breached', windowEnd: '2013-06-01', quality: judged });
  await write('quality/air-time/2013-06-01-v1.json', JSON.stringify(day));
  await write('quality/air-time/2013-06-01-v1.html', '<h1>June</h1>');
}
