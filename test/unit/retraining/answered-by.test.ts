import { describe, expect, it, test } from 'vitest';
import { answeredBy } from '#core/retraining/answered-by';
import type { RetrainRequest } from '#core/retraining/retrain-records';
import type { StandingVerdict } from '#core/retraining/standing-verdicts';

const CONTEST_AT = '2013-05-01T06:00:00.000Z';
const contest = (change: Partial<RetrainRequest> = {}): RetrainRequest => ({
  ...{ requestId: 'rr-1', cause: 'drift', subject: '2013-04-01', asOf: CONTEST_AT, championVersion: 2 },
  ...{ requestedBy: 'alarm', status: 'ended', outcome: 'kept', refusals: [], asks: 1, decidedAt: CONTEST_AT },
  ...change,
});
const attached = { attached: [{ cause: 'quality' as const, subject: '2013-05-01' }] };
const verdict = (change: Partial<StandingVerdict> = {}): StandingVerdict => ({
  ...{ cause: 'quality', subject: '2013-05-01', asOf: CONTEST_AT, dataUntil: '2013-05-01T00:00:00.000Z' },
  ...change,
});
/** Judged an hour after the contest's moment. */
const LATER = { asOf: '2013-05-01T07:00:00.000Z' };
const isAnswered = (request: RetrainRequest, change: Partial<StandingVerdict> = {}) =>
  answeredBy([request], 2, verdict(change)) !== undefined;

describe('a verdict', () => {
  it('of the moment of a contest, or of one before, is answered by it, joined or not', () => {
    expect(isAnswered(contest())).toBe(true);
    expect(isAnswered(contest(), { asOf: '2013-04-30T06:00:00.000Z' })).toBe(true);
  });

  it('that was judged while the contest ran is answered where it joined', () => {
    expect(isAnswered(contest(), LATER)).toBe(false);
    expect(isAnswered(contest(attached), LATER)).toBe(true);
  });

  it('G-03 about days after the moment of the contest asks for itself, although it joined', () => {
    const may = { ...LATER, dataUntil: '2013-05-02T00:00:00.000Z' };
    expect(isAnswered(contest(attached), may)).toBe(false);
  });

  it('of another cause or subject has not joined', () => {
    expect(isAnswered(contest(attached), { ...LATER, cause: 'drift' })).toBe(false);
    expect(isAnswered(contest(attached), { ...LATER, subject: '2013-05-15' })).toBe(false);
    expect(isAnswered(contest(attached), { ...LATER, subject: '2013-05' })).toBe(false);
  });

  it('that was asked about again has joined by its later name', () => {
    const again = { attached: [{ cause: 'quality' as const, subject: '2013-05-01 again 2013-05-09' }] };
    expect(isAnswered(contest(again), LATER)).toBe(true);
  });

  it('G-04 of one version is not answered by the contest of another', () => {
    expect(isAnswered(contest({ ...attached, championVersion: 1 }))).toBe(false);
    expect(isAnswered(contest({ ...attached, championVersion: null }))).toBe(false);
  });
});

test.each<[string, Partial<RetrainRequest>, boolean]>([
  ['kept the champion', { outcome: 'kept' }, true],
  ['refused the candidate', { outcome: 'refused' }, true],
  ['promoted the candidate', { outcome: 'promoted' }, true],
  ['restored a former champion', { outcome: 'restored' }, true],
  ['failed', { outcome: 'failed' }, false],
  ['had too few rows', { outcome: 'not-now' }, false],
  ['runs', { status: 'accepted' }, false],
  ['was never held', { status: 'not-now' }, false],
])('a contest that %s', (_, change, isAnswer) => {
  expect(isAnswered(contest({ ...attached, ...change }))).toBe(isAnswer);
});
