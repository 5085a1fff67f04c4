import { describe, expect, test } from 'vitest';
import { coverageJudgement, driftJudgements } from '#core/monitoring/incidents/judgements';
import type { Incident, Proposal } from '#core/monitoring/incidents/incident-record';
import { type LoopFacts, proposeAction } from '#core/monitoring/incidents/propose-action';
import { rankFeatures, severityOf } from '#core/monitoring/incidents/rank-features';
import { similarIncidents, similarityOf } from '#core/monitoring/incidents/similar-incidents';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import type { FeatureVerdict, WindowReport } from '#core/monitoring/window-report';
import { closeIncident } from '#core/monitoring/incidents/next-incident';
import { evidence, feature, incident, MOMENT, request } from './support/incidents.ts';

const verdict = (
  name: string,
  psi: number,
  status: FeatureVerdict['status'] = 'drifted',
): FeatureVerdict => ({
  ...{ feature: name, status, psi, threshold: 0.5, noise: 0.1, thresholdMethod: 'blocks' },
  ...{ test: 'kolmogorov-smirnov', statistic: 0.5, pValue: 0, adjustedPValue: 0 },
  ...{ missingShareBefore: 0, missingShareNow: 0, direction: 'up', medianBefore: 1, medianNow: 2 },
});
const window = (start: string, facts: Partial<WindowItem>): WindowItem => ({
  ...{
    start,
    end: start,
    version: 1,
    revision: 1,
    status: 'drifted',
    reason: 'r',
    rows: 10,
    sketchDigest: 'd',
  },
  ...{ isConfirmed: true, reportKey: 'k', asOf: start, judgedAt: start },
  ...facts,
});
const importance = (shares: Readonly<Record<string, number>>) => ({
  ...{ ndcg: 1, threshold: 0.9, status: 'kept' as const, rows: 10 },
  features: Object.entries(shares).map(([name, share]) => ({
    ...{ feature: name, before: share, now: share, rankBefore: 1, rankNow: 1 },
  })),
});

describe('features by impact', () => {
  const features = [verdict('temp', 2), verdict('wind', 1), verdict('calm', 0, 'stable')];

  test('by drift alone where importance is unknown', () => {
    expect(rankFeatures({ features })).toMatchObject([
      { feature: 'temp', ratio: 4, impact: 4, importance: null },
      { feature: 'wind', ratio: 2 },
    ]);
  });

  test('a feature that nothing hangs on comes last, however far it moved', () => {
    const attribution = importance({ temp: 0.02, wind: 0.88, calm: 0.1 });
    expect(rankFeatures({ features, attribution }).map((own) => own.feature)).toEqual(['wind', 'temp']);
  });

  test('F-08 a threshold of zero makes no infinite impact', () => {
    const [only] = rankFeatures({ features: [{ ...verdict('temp', 2), threshold: 0 }] });
    expect(only).toMatchObject({ ratio: 0, impact: 0 });
  });
});

const report = (facts: Partial<WindowReport>): WindowReport => ({
  ...{ model: 'm', version: 1, kind: 'drift', windowStart: '2013-05-01', windowEnd: '2013-06-01' },
  ...{ asOf: MOMENT.asOf, revision: 1, status: 'drifted', reason: 'r', rows: 100, referenceRows: 100 },
  coverage: { objects: 1, records: 100, badRecords: {}, duplicates: 0, liveRows: 100 },
  baseline: { contestId: 'ct-1', trainStart: 'a', trainEnd: 'b' },
  ...{ features: [], methodVersion: '2' },
  ...facts,
});

test('severity is that of the worst feature, or of the loss, and 0 without either', () => {
  expect(severityOf(report({ features: [verdict('a', 1), verdict('b', 3)] }))).toBe(6);
  expect(severityOf(report({}))).toBe(0);
  expect(severityOf(report({ kind: 'quality' }))).toBe(0);
});

describe('F-02 F-05 what a window covers', () => {
  const covered = (facts: Partial<WindowReport>, wasAsked = true) =>
    coverageJudgement(report(facts), { reportKey: 'k', wasAsked });
  const records = (count: number, badRecords: Record<string, number>) => ({
    coverage: { objects: 1, records: count, badRecords, duplicates: 0, liveRows: 1 },
  });

  test.each([
    ['few bad records', records(95, { 'not-json': 5 }), false],
    ['many bad records', records(90, { 'not-json': 10 }), true],
    ['records of other columns, which were counted already', records(100, { 'other-columns': 5 }), false],
    ['no record at all, and rows before', { rows: 0, ...records(0, {}) }, true],
  ])('%s', (_, facts, isBad) => {
    expect(covered(facts)).toMatchObject({ isBad, isConfirmed: isBad });
    expect(Number.isFinite(covered(facts).severity)).toBe(true);
  });

  test('a version that nobody has asked yet misses nothing', () => {
    expect(covered({ rows: 0, ...records(0, {}) }, false).isBad).toBe(false);
  });
});

test('judgements: the newest revision of each window, of this version, if it says something', () => {
  const windows = [
    window('2013-05-01', { revision: 2, status: 'stable', isConfirmed: false }),
    window('2013-05-01', {}),
    window('2013-04-01', {}),
    window('2013-03-01', { version: 2 }),
    window('2013-06-01', { status: 'inconclusive', isConfirmed: false }),
  ];
  expect(driftJudgements(windows, 1).map(({ subject, isBad }) => [subject, isBad])).toEqual([
    ['2013-04-01', true],
    ['2013-05-01', false],
  ]);
});

describe('past incidents', () => {
  const past = (id: string, features: readonly string[], how: 'restored' | 'promoted' = 'restored') => ({
    ...closeIncident(incident(), { how, version: 3, by: 'test' }, MOMENT),
    ...{ incidentId: id, features: features.map((name) => feature(name)) },
  });

  test('the most alike first, with what ended it; open ones and others are left out', () => {
    const all = [
      past('in-other', ['wind']),
      past('in-half', ['temp', 'wind']),
      past('in-same', ['temp']),
      incident(),
    ];
    const like = { ...incident(), incidentId: 'in-new' };
    expect(similarIncidents(like, all)).toMatchObject([
      { incidentId: 'in-same', similarity: 1, ended: 'restored', endedVersion: 3 },
      { incidentId: 'in-half' },
    ]);
  });

  test('alike is symmetric, and one with itself', () => {
    const [a, b] = [incident(), past('in-half', ['temp', 'wind'])];
    expect(similarityOf(a, b)).toBeCloseTo(similarityOf(b, a), 12);
    expect(similarityOf(a, a)).toBe(1);
  });
});

describe('the proposed action', () => {
  const { loop } = evidence();
  const missing = feature('temp', { missingShareNow: 0.4 });
  const refused = (code: string, retryWhen: object) =>
    request({
      ...{ status: 'not-now', cause: 'drift' },
      refusals: [{ code, explanation: `${code} holds`, retryWhen: retryWhen as { kind: 'person' } }],
    });
  const precedent = {
    incidentId: 'in-1',
    similarity: 0.9,
    firstBad: '2013-03-01',
    ended: 'restored',
    endedVersion: 2,
  };

  test.each<readonly [string, Partial<Incident>, Partial<LoopFacts>, Proposal['action']]>([
    [
      'one feature that goes missing: its source',
      { features: [missing, feature('w', { status: 'changed' })] },
      {},
      'look-upstream',
    ],
    ['two that drift: the loop', { features: [missing, feature('wind')] }, {}, 'await-retrain'],
    ['captures that tell too little: the callers', { cause: 'coverage' }, {}, 'look-at-callers'],
    ['a contest that runs', {}, { requests: [request()] }, 'await-contest'],
    [
      'labels that are missing',
      {},
      { requests: [refused('too-few-labels', { kind: 'labelled-rows', atLeast: 9 })] },
      'wait-for-labels',
    ],
    [
      'a cause that triggers nothing',
      {},
      { requests: [refused('trigger-off', { kind: 'person' })] },
      'ask-for-retrain',
    ],
    ['cooldown', {}, { requests: [refused('cooldown', { kind: 'time', after: 'x' })] }, 'wait'],
    ['a request about another version', {}, { requests: [request({ championVersion: 4 })] }, 'await-retrain'],
  ])('%s', (_, change, facts, action) => {
    const proposal = proposeAction({ ...incident(), ...change }, { ...loop, ...facts });
    expect(proposal.action).toBe(action);
    expect(proposal.commands.every((line) => line.startsWith('gyre '))).toBe(true);
  });

  test('what helped before, where it can serve again', () => {
    const like = { ...incident(), cause: 'quality' as const, similar: [precedent as never] };
    expect(proposeAction(like, { ...loop, formerVersions: [2] })).toMatchObject({
      action: 'restore',
      commands: ['gyre rollback air-time --to 2'],
    });
    expect(proposeAction(like, loop).action).toBe('await-retrain');
  });
});
