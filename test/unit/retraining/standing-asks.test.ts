import { describe, expect, it, test } from 'vitest';
import type { QualityItem, WindowItem } from '#core/monitoring/monitoring-records';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { asksDue, requestIdOf, type StandingVerdict, standingVerdicts } from '#core/retraining/standing-asks';

const VERDICT_AT = '2013-05-01T06:00:00.000Z';
const drift: StandingVerdict = { cause: 'drift', subject: '2013-04-01', asOf: VERDICT_AT };
const quality: StandingVerdict = { cause: 'quality', subject: '2013-05-01', asOf: VERDICT_AT };

type Refusals = RetrainRequest['refusals'];
const requestOf = (
  { cause, subject, asOf }: StandingVerdict,
  change: Partial<RetrainRequest> = {},
  championVersion = 2,
): RetrainRequest => ({
  ...{ requestId: requestIdOf({ model: 'air-time', championVersion, cause, subject }), cause, subject, asOf },
  ...{ championVersion, requestedBy: 'alarm', status: 'not-now', refusals: [], asks: 1, decidedAt: asOf },
  ...change,
});
const refused = (...retryWhen: readonly Refusals[number]['retryWhen'][]): Partial<RetrainRequest> => ({
  refusals: retryWhen.map((when) => ({ code: 'because', explanation: 'because', retryWhen: when })),
});
const due = (change: Partial<Parameters<typeof asksDue>[0]> = {}) =>
  asksDue({
    ...{ model: 'air-time', version: 2, asOf: '2013-05-09T06:00:00.000Z', verdicts: [drift] },
    ...{ requests: [], labelledRows: 5000, silent: [] },
    ...change,
  });
const again = (day: string) => ({ ...drift, subject: `2013-04-01 again ${day}` });

describe('a first ask', () => {
  it('waits for its alarm as of the moment of the verdict', () => {
    expect(due({ asOf: VERDICT_AT })).toEqual([]);
  });

  it('G-03 is raised at the next moment, as of the verdict', () => {
    expect(due({ asOf: '2013-05-01T07:00:00.000Z' })).toEqual([{ ...drift, decideAsOf: VERDICT_AT }]);
  });

  it('G-03 is raised at once where the alarm cannot change its state', () => {
    expect(due({ asOf: VERDICT_AT, silent: ['drift'] })).toEqual([{ ...drift, decideAsOf: VERDICT_AT }]);
    expect(due({ asOf: VERDICT_AT, silent: ['quality'] })).toEqual([]);
  });

  it('is due for each verdict by itself', () => {
    expect(
      due({ verdicts: [drift, quality], requests: [requestOf(drift, refused({ kind: 'person' }))] }),
    ).toEqual([{ ...quality, decideAsOf: VERDICT_AT }]);
  });
});

test.each<[string, Partial<RetrainRequest>, boolean]>([
  ['a date that has not come', refused({ kind: 'time', after: '2013-05-09T06:00:00.000Z' }), false],
  ['a date that is over', refused({ kind: 'time', after: '2013-05-09T05:59:59.999Z' }), true],
  ['labels that are missing', refused({ kind: 'labelled-rows', atLeast: 5001 }), false],
  ['labels that are there', refused({ kind: 'labelled-rows', atLeast: 5000 }), true],
  ['a person', refused({ kind: 'person' }), false],
  ['another request that has ended', refused({ kind: 'request-ends', requestId: 'rr-1' }), true],
  [
    'a date that is over and labels that are missing',
    refused({ kind: 'time', after: VERDICT_AT }, { kind: 'labelled-rows', atLeast: 5001 }),
    false,
  ],
  [
    'a date that is over and labels that are there',
    refused({ kind: 'time', after: VERDICT_AT }, { kind: 'labelled-rows', atLeast: 1 }),
    true,
  ],
])('G-03 a refusal that waits for %s', (_, refusal, isDue) => {
  const asks = due({ requests: [requestOf(drift, refusal)] });
  expect(asks).toEqual(isDue ? [{ ...drift, decideAsOf: '2013-05-09T06:00:00.000Z' }] : []);
});

describe('requests that were accepted', () => {
  it('G-05 an open one, of whatever cause, holds back every ask', () => {
    const manual = requestOf({ ...drift, subject: 'by hand' }, { cause: 'manual', status: 'accepted' });
    expect(due({ requests: [manual], verdicts: [drift, quality], silent: ['drift'] })).toEqual([]);
  });

  test.each(['promoted', 'kept', 'refused', 'restored'])(
    'one that was %s answered its verdict',
    (outcome) => {
      expect(due({ requests: [requestOf(drift, { status: 'ended', outcome })] })).toEqual([]);
    },
  );

  const failed = requestOf(drift, { status: 'ended', outcome: 'failed' });

  it('G-03 one whose contest failed is asked for again, under the day', () => {
    expect(due({ requests: [failed] })).toEqual([
      { ...again('2013-05-09'), decideAsOf: '2013-05-09T06:00:00.000Z' },
    ]);
  });

  it('G-06 is asked for again once a day, whatever came of it', () => {
    const today = requestOf(again('2013-05-09'), refused({ kind: 'person' }));
    const alsoFailed = { ...today, status: 'ended', outcome: 'failed' } as const;
    for (const second of [today, alsoFailed]) {
      expect(due({ requests: [failed, second], asOf: '2013-05-09T07:00:00.000Z' })).toEqual([]);
      expect(due({ requests: [failed, second], asOf: '2013-05-10T06:00:00.000Z' })).toMatchObject([
        { subject: '2013-04-01 again 2013-05-10' },
      ]);
    }
  });

  it('is not asked for any more once a later contest answered', () => {
    const second = requestOf(again('2013-05-09'), { status: 'ended', outcome: 'refused' });
    expect(due({ requests: [failed, second], asOf: '2013-05-10T06:00:00.000Z' })).toEqual([]);
  });

  it('G-04 those of another champion are no answer for this one', () => {
    const former = requestOf(drift, { status: 'ended', outcome: 'kept' }, 1);
    expect(due({ requests: [former] })).toEqual([{ ...drift, decideAsOf: VERDICT_AT }]);
  });
});

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
    expect(standingVerdicts(2, [window({})], [breach({})])).toEqual([drift, quality]);
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

test('G-12 the id of a request is made of what it is about, and of nothing else', () => {
  const fingerprint = { model: 'air-time', championVersion: 2, cause: 'drift', subject: '2013-04-01' };
  const id = requestIdOf(fingerprint);
  expect(requestIdOf({ ...fingerprint, ...{ asOf: 'x', requestedBy: 'y' } })).toBe(id);
  for (const change of [{ championVersion: null }, { cause: 'quality' }, { subject: 'x' }, { model: 'x' }])
    expect(requestIdOf({ ...fingerprint, ...change })).not.toBe(id);
});
