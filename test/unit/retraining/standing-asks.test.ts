import { describe, expect, it, test } from 'vitest';
import { requestIdOf } from '#core/retraining/request-id';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import { asksDue } from '#core/retraining/standing-asks';
import type { StandingVerdict } from '#core/retraining/standing-verdicts';

const VERDICT_AT = '2013-05-01T06:00:00.000Z';
const MAY = '2013-05-01T00:00:00.000Z';
const drift: StandingVerdict = { cause: 'drift', subject: '2013-04-01', asOf: VERDICT_AT, dataUntil: MAY };
const quality: StandingVerdict = {
  ...{ cause: 'quality', subject: '2013-05-01', asOf: VERDICT_AT, dataUntil: MAY },
};

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
    ...{ model: 'air-time', version: 2, asOf: '2013-05-09T06:00:00.000Z', standing: [drift] },
    ...{ requests: [], labelledRows: 5000, silent: [] },
    ...change,
  });
const again = (day: string) => ({ ...drift, subject: `2013-04-01 again ${day}` });
/** The ask that comes of a verdict, to be decided as of a moment. */
const asked = ({ cause, subject }: StandingVerdict, decideAsOf: string) => ({ cause, subject, decideAsOf });

describe('a first ask', () => {
  it('waits for its alarm as of the moment of the verdict', () => {
    expect(due({ asOf: VERDICT_AT })).toEqual([]);
  });

  it('G-03 is raised at the next moment, as of the verdict', () => {
    expect(due({ asOf: '2013-05-01T07:00:00.000Z' })).toEqual([asked(drift, VERDICT_AT)]);
  });

  it('G-03 is raised at once where the alarm cannot change its state', () => {
    expect(due({ asOf: VERDICT_AT, silent: ['drift'] })).toEqual([asked(drift, VERDICT_AT)]);
    expect(due({ asOf: VERDICT_AT, silent: ['quality'] })).toEqual([]);
  });

  it('is due for each verdict by itself', () => {
    expect(
      due({ standing: [drift, quality], requests: [requestOf(drift, refused({ kind: 'person' }))] }),
    ).toEqual([asked(quality, VERDICT_AT)]);
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
  expect(asks).toEqual(isDue ? [asked(drift, '2013-05-09T06:00:00.000Z')] : []);
});

describe('requests that were accepted', () => {
  it('G-05 an open one, of whatever cause, holds back every ask', () => {
    const manual = requestOf({ ...drift, subject: 'by hand' }, { cause: 'manual', status: 'accepted' });
    expect(due({ requests: [manual], standing: [drift, quality], silent: ['drift'] })).toEqual([]);
  });

  test.each(['promoted', 'kept', 'refused', 'restored'])(
    'one that was %s answered its verdict',
    (outcome) => {
      expect(due({ requests: [requestOf(drift, { status: 'ended', outcome })] })).toEqual([]);
    },
  );

  const failed = requestOf(drift, { status: 'ended', outcome: 'failed' });

  it('G-03 one whose contest failed is asked for again, under the day', () => {
    expect(due({ requests: [failed] })).toEqual([asked(again('2013-05-09'), '2013-05-09T06:00:00.000Z')]);
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
    expect(due({ requests: [former] })).toEqual([asked(drift, VERDICT_AT)]);
  });
});
