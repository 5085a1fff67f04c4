import { expect, test } from 'vitest';
import { qualityNotes } from '#cli/quality-notes';
import type { WindowReport } from '#core/monitoring/window-report';

const report: WindowReport = {
  ...{ model: 'air-time', version: 3, kind: 'quality', windowStart: '2013-11-01', windowEnd: '2013-11-15' },
  ...{ asOf: '2013-11-15T06:00:00Z', revision: 1, status: 'breached', reason: 'worse', rows: 12_771 },
  ...{ referenceRows: 100_000, features: [], methodVersion: '2' },
  coverage: { objects: 0, records: 0, badRecords: {}, duplicates: 0, liveRows: 0 },
  baseline: { contestId: 'ct-1', trainStart: '2013-01-01', trainEnd: '2013-07-04' },
};
const detectors = (spoken: readonly string[], silent: 'stable' | 'not-applicable' = 'stable') =>
  (['page-hinkley', 'ddm', 'eddm', 'adwin', 'kswin'] as const).map((detector) =>
    spoken.includes(detector)
      ? ({ detector, status: 'detected', since: '2013-11-09', rows: 900 } as const)
      : ({ detector, status: silent, since: null, rows: 900 } as const),
  );

test('a report without sections has no notes', () => {
  expect(qualityNotes(report)).toEqual([]);
});

test('tells the cause, the detectors that spoke and since when', () => {
  const concept = { cause: 'concept', sentence: 'the error rose', calibration: [] } as const;
  const notes = (spoken: readonly string[], silent?: 'not-applicable') =>
    qualityNotes({
      ...report,
      concept: { ...concept, calibration: [], detectors: detectors(spoken, silent) },
    });
  expect(notes(['page-hinkley', 'adwin'])).toEqual([
    'cause      concept: the error rose',
    'detectors  page-hinkley since 2013-11-09, adwin since 2013-11-09',
  ]);
  expect(notes([])[1]).toBe('detectors  none spoke');
  expect(notes([], 'not-applicable')[1]).toBe('detectors  none applies');
});

test('tells how many labels are there, and when there will be enough', () => {
  const cohorts = [
    { day: '2013-11-12', answered: 100, labelled: 90, isMature: true },
    { day: '2013-11-13', answered: 100, labelled: 10, isMature: false },
  ];
  const notes = (missingRows: number, enoughBy: string | null) =>
    qualityNotes({ ...report, maturity: { matureBefore: '2013-11-13', cohorts, missingRows, enoughBy } });
  expect(notes(0, null)).toEqual(['labels     90 of 100 answers on 1 mature days']);
  expect(notes(410, '2013-11-18')[0]).toMatch(/; 410 more needed, enough on 2013-11-18 at this pace$/);
  expect(notes(410, null)[0]).toMatch(/; 410 more needed, nothing to forecast by$/);
});

test('tells the groups whose gap is beyond its limit', () => {
  const metric = { metric: 'mean-error', value: 4.123, low: 3, high: 5, limit: 2 } as const;
  const notes = (status: 'outside' | 'inconclusive') =>
    qualityNotes({
      ...report,
      bias: {
        columns: [
          {
            ...{ column: 'region', reference: 'north' },
            groups: [{ group: 'south', rows: 40, metrics: [{ ...metric, status }] }],
          },
        ],
      },
    });
  expect(notes('outside')).toEqual(['bias       region against north: mean-error of south 4.12']);
  const bias = { columns: [{ column: 'age', reference: '', refused: '71 values', groups: [] }] };
  expect(qualityNotes({ ...report, bias })).toEqual(['bias       age: 71 values']);
  expect(notes('inconclusive')).toEqual(['bias       region against north: no gap beyond its limit']);
});
