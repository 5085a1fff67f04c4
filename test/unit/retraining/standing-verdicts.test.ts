import { describe, expect, it } from 'vitest';
import type { QualityItem, WindowItem } from '#core/monitoring/monitoring-records';
import { standingVerdicts } from '#core/retraining/standing-verdicts';

const VERDICT_AT = '2013-05-01T06:00:00.000Z';
const MAY = '2013-05-01T00:00:00.000Z';

describe('standingVerdicts', () => {
  const window = (change: Partial<WindowItem>): WindowItem => ({
    ...{ start: '2013-04-01T00:00:00.000Z', end: '2013-05-01T00:00:00.000Z', version: 2, revision: 1 },
    ...{ status: 'drifted', reason: '', rows: 900, sketchDigest: 'd', isConfirmed: true, reportKey: 'k' },
    ...{ asOf: VERDICT_AT, judgedAt: VERDICT_AT },
    ...change,
  });
  const breach = (change: Partial<QualityItem>): QualityItem => ({
    ...{ day: '2013-05-01', version: 2, status: 'breached', reason: '', rows: 900, value: 2, promised: 1 },
    ...{ isConfirmed: true, reportKey: 'k', asOf: VERDICT_AT, judgedAt: VERDICT_AT },
    ...change,
  });

  it('names drift by its window and quality by its day', () => {
    expect(standingVerdicts(2, [window({})], [breach({})])).toEqual([
      { cause: 'drift', subject: '2013-04-01', asOf: VERDICT_AT, dataUntil: MAY },
      { cause: 'quality', subject: '2013-05-01', asOf: VERDICT_AT, dataUntil: MAY },
    ]);
  });

  it('G-04 a verdict on another version does not stand', () => {
    expect(standingVerdicts(3, [window({})], [breach({})])).toEqual([]);
  });

  it('G-02 a later verdict that all is well takes the earlier one away', () => {
    const later = '2013-06-01T06:00:00.000Z';
    const may = window({
      start: '2013-05-01T00:00:00.000Z',
      isConfirmed: false,
      status: 'stable',
      asOf: later,
    });
    expect(standingVerdicts(2, [window({}), may], [])).toEqual([]);
    expect(standingVerdicts(2, [window({ asOf: later }), { ...may, asOf: VERDICT_AT }], [])).toHaveLength(1);
  });

  it('F-03 of two revisions the newer one counts', () => {
    const second = window({ revision: 2, isConfirmed: false, judgedAt: '2013-05-01T07:00:00.000Z' });
    expect(standingVerdicts(2, [second, window({})], [])).toEqual([]);
  });
});
