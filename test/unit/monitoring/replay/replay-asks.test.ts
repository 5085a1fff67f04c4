import { expect, test } from 'vitest';
import { type AskFacts, replayAsks } from '#core/monitoring/replay/replay-asks';
import { happenedAsk, totalsOf } from '#core/monitoring/replay/replay-report';
import { replayQuality } from '#core/monitoring/replay/replay-quality';
import type { ReplayedVerdict } from '#core/monitoring/replay/replayed-verdict';
import { retrainRequestSchema } from '#core/retraining/retrain-records';
import { sampleQualityReport } from '../support/sample-report.ts';

const said = (isConfirmed: boolean) => ({
  ...{ status: isConfirmed ? 'drifted' : 'stable', reason: '', isConfirmed },
});
const verdict = (asOf: string, isConfirmed = true, kind: 'drift' | 'quality' = 'drift'): ReplayedVerdict => ({
  ...{ kind, subject: asOf, version: 1, asOf: `${asOf}T06:00:00Z`, dataUntil: `${asOf}T00:00:00Z` },
  ...{ happened: said(false), replayed: said(isConfirmed), features: [] },
});
/** A thousand labelled rows a month. */
const objects = Array.from({ length: 9 }, (_, month) => ({
  rows: 1000,
  minEventTime: `2024-0${month + 1}-02T00:00:00Z`,
  maxEventTime: `2024-0${month + 1}-28T00:00:00Z`,
}));
const policy: AskFacts['policy'] = {
  ...{ triggers: ['drift', 'quality'], cooldownDays: 45, minimumNewLabels: 1000, maximumPerMonth: 1 },
  ...{ breakerAfterFailures: 3, recheckAfterDays: 14, minimumRows: 100 },
};
const ask = (verdicts: readonly ReplayedVerdict[], change: Partial<AskFacts> = {}) =>
  replayAsks({
    ...{ verdicts, objects, policy, acceptedAt: [], holdoutEnds: new Map([[1, '2024-03-01T00:00:00Z']]) },
    ...change,
  });
const refused = (code: string) => ({ answer: 'not-now', refusals: [{ code }] });

test('a verdict that does not alarm asks for nothing', () => {
  expect(ask([verdict('2024-05-01', false)])).toEqual([{ answer: 'none' }]);
});

test('the first alarm is answered by a contest, which quality of the same day joins', () => {
  expect(ask([verdict('2024-05-01'), verdict('2024-05-01', true, 'quality')])).toEqual([
    { answer: 'accepted', asOf: '2024-05-01T06:00:00.000Z' },
    { answer: 'attached', asOf: '2024-05-01T06:00:00.000Z' },
  ]);
});

test('contests that were held before count for cooldown and budget', () => {
  const held = { acceptedAt: ['2024-04-28T06:00:00Z'] };
  const next = verdict('2024-06-01', false);
  expect(ask([verdict('2024-05-01'), next], held)).toMatchObject([refused('cooldown'), { answer: 'none' }]);
  const noRest = { policy: { ...policy, cooldownDays: 0 }, acceptedAt: ['2024-05-01T03:00:00Z'] };
  expect(ask([verdict('2024-05-01'), verdict('2024-05-15', false)], noRest)).toMatchObject([
    ...[refused('budget'), { answer: 'none' }],
  ]);
});

test('what is refused asks again when its reasons are over, as long as its verdict stands', () => {
  const held = { acceptedAt: ['2024-04-20T06:00:00Z'] };
  // The cooldown ends on 4 June at 6:00; the next verdict comes on 1 July, or on 1 June.
  expect(ask([verdict('2024-05-01'), verdict('2024-07-01', false)], held)).toMatchObject([
    { answer: 'accepted', asOf: '2024-06-04T06:00:00.001Z' },
    { answer: 'none' },
  ]);
  expect(ask([verdict('2024-05-01'), verdict('2024-06-01', false)], held)).toMatchObject([
    ...[refused('cooldown'), { answer: 'none' }],
  ]);
});

test('labels that are too few are waited for, by the event time of the rows', () => {
  const many = { policy: { ...policy, minimumNewLabels: 3000 } };
  expect(ask([verdict('2024-05-01')], many)).toMatchObject([
    { answer: 'accepted', asOf: '2024-05-28T00:00:00.001Z' },
  ]);
  expect(ask([verdict('2024-05-01')], { ...many, objects: objects.slice(0, 4) })).toMatchObject([
    refused('too-few-labels'),
  ]);
});

test('a trigger that the policy leaves out asks a person only', () => {
  const off = { policy: { ...policy, triggers: ['quality' as const] } };
  expect(ask([verdict('2024-05-01')], off)).toMatchObject([refused('trigger-off')]);
});

test('what happened is read from requests: accepted, joined, refused, never asked', () => {
  const request = retrainRequestSchema.parse({
    ...{ requestId: 'rr-1', cause: 'drift', subject: '2024-05-01', asOf: '2024-06-01T06:00:00Z', asks: 1 },
    ...{ championVersion: 1, requestedBy: 'alarm', status: 'ended', outcome: 'promoted', refusals: [] },
    ...{ decidedAt: '2026-01-01T00:00:00Z', attached: [{ cause: 'quality', subject: '2024-06-01' }] },
  });
  const drift = { kind: 'drift', subject: '2024-05-01', version: 1 } as const;
  const quality = { kind: 'quality', subject: '2024-06-01', version: 1 } as const;
  expect(happenedAsk(drift, [request])).toEqual({ answer: 'accepted', asOf: request.asOf });
  expect(happenedAsk(quality, [request])).toEqual({ answer: 'attached', asOf: request.asOf });
  expect(happenedAsk({ ...drift, version: 2 }, [request])).toEqual({ answer: 'none' });
  const line = { ...verdict('2024-05-01'), replayedAsk: { answer: 'none' as const } };
  expect(totalsOf([{ ...line, happenedAsk: happenedAsk(drift, [request]) }])).toEqual({
    ...{ verdicts: 1, differing: 1, alarms: { happened: 0, replayed: 1 } },
    retrains: { happened: 1, replayed: 0 },
  });
});

test.each([
  [{ maximumRatio: 1.4 }, 'breached'],
  [{ maximumRatio: 1.5 }, 'within'],
  [{ minimumRows: 20_000 }, 'inconclusive'],
  [{ judgedOnDays: [15] }, 'not-judged'],
])('quality under %j is %s', (change, status) => {
  const report = sampleQualityReport();
  const item = {
    ...{
      day: '2013-06-01',
      version: 1,
      status: 'breached',
      reason: report.reason,
      rows: 12_904,
      value: 17.6,
    },
    ...{ promised: 12.03, isConfirmed: true, reportKey: 'r', asOf: report.asOf, judgedAt: report.asOf },
  };
  const rule = { maximumRatio: 1.15, minimumRows: 500, judgedOnDays: [1, 15], ...change };
  const { replayed, happened } = replayQuality({ item, report }, rule);
  expect(replayed).toMatchObject({ status, isConfirmed: status === 'breached' });
  expect(happened).toMatchObject({ status: 'breached', isConfirmed: true });
});
