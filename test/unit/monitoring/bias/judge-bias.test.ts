import { describe, expect, it } from 'vitest';
import { type BiasRule, judgeBias } from '#core/monitoring/bias/judge-bias';
import type { JoinedDay } from '#core/monitoring/judge-quality';
import { biasSectionSchema } from '#core/monitoring/sections/bias';

const rule: BiasRule = {
  problem: 'regression',
  columns: ['region'],
  threshold: 0.5,
  minimumRows: 20,
  promised: 4,
};
/** Rows of one group: so many, each off by as much. */
const rows = (cell: string | null, count: number, off: (row: number) => number): JoinedDay => ({
  day: '2024-05-01',
  predictions: Array.from({ length: count }, (_, row) => 10 + off(row)),
  labels: new Array<number>(count).fill(10),
  sensitive: { region: new Array<string | null>(count).fill(cell) },
});
const jitter = (mean: number) => (row: number) => mean + (row % 2 === 0 ? 0.5 : -0.5);
const judge = (days: readonly JoinedDay[], change: Partial<BiasRule> = {}) => {
  const section = judgeBias(days, { ...rule, ...change });
  return biasSectionSchema.parse(JSON.parse(JSON.stringify(section))).columns[0];
};

describe('judgeBias', () => {
  it('holds each group against the largest: a lean beyond a quarter of the promised error is outside', () => {
    const days = [rows('1', 60, jitter(0)), rows('2', 40, jitter(3)), rows('3', 40, jitter(0.2))];
    expect(judge(days)).toMatchObject({
      ...{ column: 'region', reference: '1' },
      groups: [
        { group: '2', rows: 40, metrics: [{ metric: 'mean-error', limit: 1, status: 'outside' }] },
        { group: '3', rows: 40, metrics: [{ metric: 'mean-error', limit: 1, status: 'within' }] },
      ],
    });
    expect(judge(days, { maximumErrorDifference: 5 })?.groups[0]?.metrics[0]?.status).toBe('within');
  });

  it('binary: shares of yes and error rates, by the four-fifths rule and a tenth', () => {
    const answers = (cell: string, yes: number, count: number): JoinedDay => ({
      ...{ day: '2024-05-01', sensitive: { region: new Array<string>(count).fill(cell) } },
      predictions: Array.from({ length: count }, (_, row) => (row < yes ? 0.9 : 0.1)),
      labels: Array.from({ length: count }, (_, row) => row % 2),
    });
    const found = judge([answers('1', 300, 500), answers('2', 80, 400)], { problem: 'binary' });
    expect(found?.groups[0]?.metrics.map(({ metric, limit, status }) => [metric, limit, status])).toEqual([
      ['disparate-impact', 0.8, 'outside'],
      ['demographic-parity', 0.1, 'outside'],
      ['equal-opportunity', 0.1, 'outside'],
      ['false-positive-rate', 0.1, 'outside'],
      ['false-negative-rate', 0.1, 'outside'],
    ]);
    expect(found?.groups[0]?.metrics[0]?.value).toBeCloseTo(1 / 3, 12);
  });

  it('F-06 a group with few rows, or a reference with few, has no verdict', () => {
    expect(judge([rows('1', 60, jitter(0)), rows('2', 19, jitter(9))])?.groups[0]?.metrics[0]?.status).toBe(
      'inconclusive',
    );
    expect(judge([rows('1', 19, jitter(0)), rows('2', 18, jitter(9))])?.groups[0]?.metrics[0]?.status).toBe(
      'inconclusive',
    );
  });

  it('takes numbers that are written in several ways as one group, and an empty cell as another', () => {
    const days = [rows('1', 30, jitter(0)), rows('1.0', 30, jitter(0)), rows(' ', 25, jitter(0))];
    expect(judge(days)).toMatchObject({ reference: '1', groups: [{ group: '(empty)', rows: 25 }] });
  });

  it('F-08 refuses a column whose values are no groups, and one without a value', () => {
    const many = Array.from({ length: 21 }, (_, value) => rows(String(value), 30, jitter(0)));
    expect(judge(many)).toMatchObject({ refused: '21 values, at most 20 make groups', groups: [] });
    expect(judge(many.slice(0, 20))?.groups).toHaveLength(19);
    expect(judge([rows(null, 30, jitter(0))])?.refused).toContain('no labelled row');
  });

  it('leaves out rows without cells', () => {
    const days = [rows('1', 60, jitter(0)), rows(null, 60, jitter(9)), rows('2', 40, jitter(0))];
    expect(judge(days)?.groups).toMatchObject([{ group: '2', rows: 40, metrics: [{ status: 'within' }] }]);
  });
});
