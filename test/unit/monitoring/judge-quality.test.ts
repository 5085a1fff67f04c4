import { describe, expect, it, test } from 'vitest';
import { type JoinedDay, judgeQuality, metricOf, type QualityRule } from '#core/monitoring/judge-quality';

const rule: QualityRule = { metric: 'mae', windowDays: 3, maximumRatio: 1.2, minimumRows: 4, promised: 1 };
/** Rows of one day, each off by as much. */
const day = (name: string, off: number, rows = 2): JoinedDay => ({
  ...{ day: name, labels: Array.from({ length: rows }, () => 10) },
  predictions: Array.from({ length: rows }, (_, row) => 10 + (row % 2 === 0 ? off : -off)),
});

describe('judgeQuality', () => {
  it('compares the realised metric with the promised one', () => {
    const days = [day('2024-05-01', 1), day('2024-05-02', 1.1), day('2024-05-03', 1.2)];
    expect(judgeQuality(days, rule)).toMatchObject({
      status: 'within',
      quality: { rows: 6, days: 3, from: '2024-05-01', to: '2024-05-03', limit: 1.2, promised: 1 },
    });
    const worse = judgeQuality(days, { ...rule, promised: 0.5 });
    expect(worse).toMatchObject({ status: 'breached' });
    expect(worse.quality?.ratio).toBeCloseTo(2.2, 12);
    expect(worse.reason).toBe('mae 1.100 is 2.20 x the promised 0.5000, above 1.2');
  });

  it('is breached above the limit, not at it', () => {
    const days = [day('2024-05-01', 1.25, 4)];
    expect(judgeQuality(days, { ...rule, maximumRatio: 1.25 }).status).toBe('within');
    expect(judgeQuality(days, { ...rule, maximumRatio: 1.249 }).status).toBe('breached');
  });

  it('takes the newest days that have rows, in any order', () => {
    const days = [
      day('2024-05-09', 1),
      day('2024-05-01', 99),
      day('2024-05-08', 0, 0),
      day('2024-05-04', 3),
      day('2024-05-07', 2),
    ];
    const { quality } = judgeQuality(days, rule);
    expect(quality).toMatchObject({ value: 2, days: 3, from: '2024-05-04', to: '2024-05-09' });
    expect(quality?.byDay).toEqual([
      { day: '2024-05-04', rows: 2, value: 3 },
      { day: '2024-05-07', rows: 2, value: 2 },
      { day: '2024-05-09', rows: 2, value: 1 },
    ]);
  });

  it('counts AUC by what it lacks to 1', () => {
    // Of four pairs one is in the wrong order: 0.75 lacks 0.25, promised was 0.9, which lacks 0.1.
    const days = [{ day: '2024-05-01', predictions: [0.1, 0.6, 0.5, 0.9], labels: [0, 0, 1, 1] }];
    const auc: QualityRule = { ...rule, metric: 'auc', promised: 0.9 };
    const verdict = judgeQuality(days, auc);
    expect(verdict.status).toBe('breached');
    expect(verdict.quality?.ratio).toBeCloseTo(2.5, 12);
    expect(judgeQuality(days, { ...auc, promised: 0.75 }).status).toBe('within');
  });

  it('F-08 says nothing where AUC is not defined, and leaves such a day without a value', () => {
    const one = { day: '2024-05-01', predictions: [0.1, 0.2, 0.3, 0.4], labels: [1, 1, 1, 1] };
    const auc: QualityRule = { ...rule, metric: 'auc', promised: 0.7 };
    expect(judgeQuality([one], auc)).toEqual({
      ...{ status: 'inconclusive', reason: 'auc is not defined on these rows' },
    });
    const both = judgeQuality([one, { day: '2024-05-02', predictions: [0, 1], labels: [0, 1] }], auc);
    expect(both.quality?.byDay.map(({ value }) => value)).toEqual([null, 1]);
  });

  test.each([
    ['no day', []],
    ['days without a row', [day('2024-05-01', 1, 0)]],
  ])('F-06 %s: no data', (_, days) => {
    expect(judgeQuality(days, rule)).toMatchObject({ status: 'no-data' });
  });

  it('F-06 fewer labelled rows than the minimum are inconclusive', () => {
    expect(judgeQuality([day('2024-05-01', 99, 3)], rule)).toEqual({
      ...{ status: 'inconclusive', reason: '3 labelled rows on 1 mature days, 4 needed' },
    });
  });

  test.each<[string, Partial<QualityRule>, number, string]>([
    ['kept', { promised: 0 }, 0, 'within'],
    ['missed', { promised: 0 }, 1, 'breached'],
  ])('F-08 a promise without any error that is %s has a finite ratio', (_, change, off, status) => {
    const verdict = judgeQuality([day('2024-05-01', off, 4)], { ...rule, ...change });
    expect(verdict.status).toBe(status);
    expect(Number.isFinite(verdict.quality?.ratio)).toBe(true);
  });
});

test.each([
  ['mae', [1, 3], [0, 0], 2],
  ['rmse', [1, 7], [0, 0], 5],
  ['brier', [0.5, 1], [1, 1], 0.125],
  ['auc', [0.2, 0.8], [0, 1], 1],
] as const)('%s by hand', (metric, predictions, labels, value) => {
  expect(metricOf(metric, predictions, labels)).toBeCloseTo(value, 12);
});
