import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { baselineColumn } from '#core/monitoring/baseline';
import { type DriftRule, judgeDrift } from '#core/monitoring/judge-drift';
import { emptySketch } from '#core/monitoring/sketch';
import { featureVerdictSchema } from '#core/monitoring/window-report';
import { sketchOf, watchedBaseline } from './support/watched.ts';

const baseline = watchedBaseline();
const rule: DriftRule = {
  ...{ windowDays: 30, minimumRows: 200, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] },
};
type Row = readonly [number, number];
const judge = (seed: string, change?: (row: Row) => Row, rows = 900) =>
  judgeDrift(baseline, sketchOf(baseline, seed, rows, change), rule);
const feature = (verdict: ReturnType<typeof judge>, name: string) =>
  verdict.features.find((one) => one.feature === name);

describe('judgeDrift', () => {
  it('F-02 an empty window has no data: no drift and no failure', () => {
    const empty = emptySketch(baseline, { bucket: '', key: '' });
    expect(judgeDrift(baseline, empty, rule)).toMatchObject({ status: 'no-data', features: [] });
  });

  it('F-09 a window of too few rows is inconclusive, whatever they are', () => {
    const away = (): Row => [1000, 99];
    expect(judge('few', away, 199)).toMatchObject({
      ...{ status: 'inconclusive', reason: '199 rows in this window, 200 needed', features: [] },
    });
    expect(judge('few', away, 200).status).toBe('drifted');
  });

  it('F-09 no window of the same rows drifts, and few are called changed', () => {
    const verdicts = Array.from({ length: 400 }, (_, seed) => judge(`same ${seed}`).status);
    expect(verdicts.filter((status) => status === 'drifted')).toEqual([]);
    // 5 % of 400, and two standard deviations of that: the training rows are the same in all of them.
    expect(verdicts.filter((status) => status === 'changed').length).toBeLessThanOrEqual(28);
  });

  it('is stable on the training rows themselves, over and over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (times) => {
        const window = {
          ...emptySketch(baseline, { bucket: '', key: '' }),
          rows: baseline.rows * times,
          features: baseline.features.map(({ counts }) => counts.map((count) => count * times)),
          prediction: baseline.prediction.counts.map((count) => count * times),
        };
        const verdict = judgeDrift(baseline, window, rule);
        expect(verdict).toMatchObject({ status: 'stable', reason: 'no change' });
        for (const one of [...verdict.features, verdict.prediction]) {
          expect(one?.psi).toBeCloseTo(0, 12);
          expect(one?.status).toBe('stable');
        }
      }),
    );
  });

  it('tells which feature drifted, where to, and how far', () => {
    const verdict = judge('up', ([distance, stops]) => [distance + 4, stops]);
    expect(verdict.status).toBe('drifted');
    expect(verdict.reason).toMatch(/^distance \d\.\d\d \(0\.25\)$/);
    expect(feature(verdict, 'distance')).toMatchObject({
      ...{ status: 'drifted', direction: 'up', test: 'wilcoxon', thresholdMethod: 'blocks' },
    });
    expect(feature(verdict, 'distance')?.medianNow).toBeGreaterThan(
      feature(verdict, 'distance')?.medianBefore ?? 99,
    );
    expect(feature(verdict, 'stops')).toMatchObject({ status: 'stable', test: 'chi-square' });
  });

  test.each<[string, (row: Row) => Row]>([
    ['up', ([distance, stops]) => [distance + 3, stops]],
    ['down', ([distance, stops]) => [distance - 3, stops]],
    ['mixed', ([distance, stops]) => [5 + (distance - 5) / 4, stops]],
  ])('a shift goes %s', (direction, change) => {
    expect(feature(judge(direction, change), 'distance')).toMatchObject({ status: 'drifted', direction });
  });

  it('calls a small and certain difference changed, which alarms nobody', () => {
    const verdict = judge('slightly', ([distance, stops]) => [distance + 0.7, stops], 5000);
    expect(verdict).toMatchObject({
      status: 'changed',
      reason: 'changed below their thresholds: distance +0.23 sd',
    });
    expect(feature(verdict, 'distance')?.psi).toBeLessThan(0.25);
  });

  it('sees a shift of a tenth of a deviation, far below any stability index, and says what it saw', () => {
    const verdict = judge('tenth', ([distance, stops]) => [distance + 0.29, stops], 20_000);
    expect(verdict.status).toBe('changed');
    const distance = feature(verdict, 'distance');
    // Of a uniform feature the lowest values are gone: that is even surer than the shift.
    expect(distance).toMatchObject({ status: 'changed', test: 'lower-tail-share', unit: 'share' });
    expect(distance?.psi).toBeLessThan(0.1);
    const shift = distance?.tests?.find(({ test: name }) => name === 'wilcoxon');
    expect(shift?.effect).toBeGreaterThan(0.05);
    expect(shift).toMatchObject({ unit: 'standard deviations', floor: 0.05 });
    expect(shift?.pValue).toBeLessThan(0.01);
    expect(distance?.valueRows).toEqual({ before: 2700, now: 20_000 });
    expect(feature(verdict, 'stops')?.status).toBe('stable');
  });

  it('F-08 names why a feature has no p-value, and corrects over the others only', () => {
    const odd = {
      ...baseline,
      features: [
        baselineColumn('constant', new Array<number>(60).fill(1), []),
        baselineColumn('missing', new Array<number>(60).fill(Number.NaN), []),
        ...baseline.features,
      ],
    };
    const window = sketchOf(baseline, 'tenth', 20_000, ([distance, stops]) => [distance + 0.29, stops]);
    const [distance = [], stops = []] = window.features;
    const features = [[0, 20_000, 0, 0], [0, 0, 20_000], distance, stops];
    const verdict = judgeDrift(odd, { ...window, features }, rule);
    expect(verdict.features.slice(0, 2)).toMatchObject([
      { status: 'stable', withoutTest: 'constant', pValue: null, adjustedPValue: null },
      { status: 'inconclusive', withoutTest: 'no-values', pValue: null, adjustedPValue: null },
    ]);
    expect(verdict.features.slice(2)).toEqual(judgeDrift(baseline, window, rule).features);
  });

  it('F-08 sees values go missing, and says the shares', () => {
    const random = (row: Row) => (row[0] < 4 ? Number.NaN : row[0]);
    const verdict = judge('missing', (row) => [random(row), row[1]]);
    expect(verdict.status).toBe('drifted');
    expect(feature(verdict, 'distance')?.missingShareBefore).toBe(0);
    expect(feature(verdict, 'distance')?.missingShareNow).toBeCloseTo(0.4, 1);
  });

  it('leaves out columns whose values are not captured', () => {
    const window = sketchOf(baseline, 'masked', 900, ([, stops]) => [Number.NaN, stops]);
    const verdict = judgeDrift(baseline, window, { ...rule, masked: ['distance'] });
    expect(verdict.status).toBe('stable');
    expect(verdict.features.map(({ feature: name }) => name)).toEqual(['stops']);
    expect(judgeDrift(baseline, window, { ...rule, masked: ['distance', 'stops'] })).toMatchObject({
      ...{ status: 'stable', features: [] },
    });
  });

  it('reports the drift of predictions and does not alarm for it', () => {
    const window = sketchOf(baseline, 'prediction', 900);
    const above = window.prediction.map((_, bin) => (bin === window.prediction.length - 2 ? 900 : 0));
    expect(judgeDrift(baseline, { ...window, prediction: above }, rule)).toMatchObject({
      ...{ status: 'stable', prediction: { status: 'drifted', thresholdMethod: 'none', direction: 'up' } },
    });
  });

  it('F-08 all figures are finite for constants, missing columns and values nobody saw', () => {
    const odd = {
      ...baseline,
      features: [
        baselineColumn('constant', [1, 1, 1, 1], [0, 1, 2, 3]),
        baselineColumn('missing', [Number.NaN, Number.NaN], [0, 1]),
      ],
    };
    const value = fc.oneof(fc.double(), fc.constantFrom(1, Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(value, value, fc.integer({ min: 200, max: 300 }), (first, second, rows) => {
        const verdict = judgeDrift(
          odd,
          sketchOf(odd, 'odd', rows, () => [first, second]),
          rule,
        );
        for (const one of [...verdict.features, verdict.prediction]) {
          expect(featureVerdictSchema.safeParse(one).error).toBeUndefined();
        }
      }),
    );
  });
});
