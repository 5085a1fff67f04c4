import { describe, expect, it, test } from 'vitest';
import { type Baseline, baselineColumn, baselineKey, parseBaseline } from '#core/monitoring/baseline';
import { BadBaselineError } from '#core/monitoring/errors';
import { medianOf } from '#core/monitoring/median-of';
import { binCount, binOf, referenceBins } from '#core/monitoring/reference-bins';

describe('baselineColumn', () => {
  it('counts values by bin, and by decile group and day', () => {
    expect(baselineColumn('x', [1, 2, 2, Number.NaN], [0, 0, 2, 2])).toEqual({
      name: 'x',
      bins: { lowest: 1, edges: [1, 2], isDiscrete: true },
      counts: [0, 1, 2, 0, 1],
      groups: [0, 0, 1, 2, 3],
      // A day without rows stands there with nothing.
      days: [
        [1, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 1, 0, 1],
      ],
    });
  });

  it('has no days where none are told', () => {
    expect(baselineColumn('prediction', [1, 2], []).days).toEqual([]);
  });

  it('F-08 counts a column that is missing everywhere', () => {
    expect(baselineColumn('x', [Number.NaN, Number.NaN], [0, 1])).toMatchObject({
      ...{ counts: [0, 0, 2], bins: { lowest: null, edges: [] } },
    });
  });

  it('holds each row once, in all counts', () => {
    const values = Array.from({ length: 1000 }, (_, row) => (row % 7 === 0 ? Number.NaN : (row * 37) % 501));
    const column = baselineColumn(
      'x',
      values,
      values.map((_, row) => row % 40),
    );
    const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
    expect(sum(column.counts)).toBe(1000);
    expect(sum(column.days.flat())).toBe(1000);
    expect(column.days).toHaveLength(40);
    expect(column.counts).toHaveLength(binCount(column.bins));
  });
});

describe('medianOf', () => {
  const bins = referenceBins([10, 20, 30]);
  const counted = (values: readonly number[]) => {
    const counts = new Array<number>(binCount(bins)).fill(0);
    for (const value of values) counts[binOf(value, bins)] = (counts[binOf(value, bins)] ?? 0) + 1;
    return counts;
  };

  test.each([
    ['an odd number of values', [10, 20, 30], 20],
    ['an even number: the lower middle', [10, 20], 10],
    ['missing ones left out', [30, Number.NaN, Number.NaN, Number.NaN], 30],
    ['all below training: its lowest value', [1, 2, 3], 10],
    ['all above training: its highest value', [99, 98], 30],
    ['no value', [Number.NaN], null],
    ['no row', [], null],
  ])('%s', (_, values, median) => {
    expect(medianOf(counted(values), bins)).toBe(median);
  });

  it('F-08 is null for a column that training did not have', () => {
    const none = referenceBins([]);
    expect(medianOf([0, 5, 0], none)).toBeNull();
  });
});

describe('parseBaseline', () => {
  const baseline: Baseline = {
    ...{ format: 1, model: 'air-time', contestId: 'ct-1', rows: 2 },
    ...{ trainStart: '2013-01-01T00:00:00Z', trainEnd: '2013-02-01T00:00:00Z' },
    features: [baselineColumn('x', [1, 2], [0, 1])],
    prediction: baselineColumn('prediction', [1, 2], []),
  };

  it('reads what was written', () => {
    expect(parseBaseline(JSON.stringify(baseline), 'key')).toEqual(baseline);
  });

  test.each([
    ['cut off', JSON.stringify(baseline).slice(0, -5)],
    ['empty', ''],
    ['of another format', JSON.stringify({ ...baseline, format: 2 })],
    ['without a feature', JSON.stringify({ ...baseline, features: [] })],
    ['with counts that are no counts', JSON.stringify({ ...baseline, rows: -1 })],
  ])('F-07 says where a baseline lies that is %s', (_, text) => {
    expect(() => parseBaseline(text, 'models/a/contests/ct-1/baseline.json')).toThrow(BadBaselineError);
    expect(() => parseBaseline(text, 'models/a/contests/ct-1/baseline.json')).toThrow(
      expect.toSatisfy(
        (error: BadBaselineError) => error.facts.where?.endsWith('ct-1/baseline.json') === true,
      ),
    );
  });

  it('F-07 lies with its contest: two versions never share one', () => {
    expect(baselineKey('air-time', 'ct-1')).not.toBe(baselineKey('air-time', 'ct-2'));
  });
});
