import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type BaselineColumn, baselineColumn } from '#core/monitoring/baseline';
import { driftReport } from '#core/monitoring/drift-report';
import { wasserstein } from '#core/monitoring/divergence/wasserstein';
import { featureDivergences } from '#core/monitoring/feature-divergences';
import { judgeDrift, METHOD_VERSION } from '#core/monitoring/judge-drift';
import { windowReportSchema } from '#core/monitoring/window-report';
import { seededRandom } from '#core/random';
import { measured } from './divergence/support/vectors.ts';
import { sketchOf, watchedBaseline } from './support/watched.ts';

const baseline = watchedBaseline();
const [distance, stops] = baseline.features;
if (distance === undefined || stops === undefined) throw new Error('no features');
const names = (column: BaselineColumn, counts: readonly number[]) =>
  featureDivergences(column, counts).map(({ name }) => name);

describe('featureDivergences', () => {
  it('has beside each distance what chance gives, which is what windows of the same rows read', () => {
    const read = Array.from({ length: 60 }, (_, seed) =>
      featureDivergences(distance, sketchOf(baseline, `null ${seed}`, 900).features[0] ?? []),
    );
    for (const name of ['jensen-shannon', 'hellinger', 'wasserstein']) {
      const own = read.flatMap((all) => all.filter((one) => one.name === name));
      const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length;
      const expected = own.reduce((sum, one) => sum + (one.expected ?? 0), 0) / own.length;
      // The training rows are the same in all windows: what they are off by is part of every reading.
      expect(mean / expected).toBeGreaterThan(0.6);
      expect(mean / expected).toBeLessThan(1.5);
    }
  });

  it('tells numbers and categories by the measures that fit them', () => {
    const { features } = sketchOf(baseline, 'two', 900, ([a, b]) => [a + 1, Math.min(2, b + 1)]);
    expect(names(distance, features[0] ?? [])).toEqual([
      ...['jensen-shannon', 'hellinger', 'wasserstein', 'cramer-von-mises', 'anderson-darling'],
    ]);
    expect(names(stops, features[1] ?? [])).toEqual(['jensen-shannon', 'total-variation', 'l-infinity', 'g']);
    const g = featureDivergences(stops, features[1] ?? []).find(({ name }) => name === 'g');
    expect(g?.pValue).toBeLessThan(1e-9);
  });

  test.each([
    ['a constant', [1, 1, 1, 1], [0, 9, 0, 0]],
    ['a column without values', [Number.NaN, Number.NaN], [0, 0, 7]],
    ['a window without rows', [1, 2, 3], [0, 0, 0, 0, 0, 0]],
  ])('F-08 %s has no measure that does not apply, and no figure that is none', (_, values, counts) => {
    for (const one of featureDivergences(baselineColumn('x', values, []), counts))
      expect([one.value, one.expected ?? 0, one.pValue ?? 0].every(Number.isFinite)).toBe(true);
  });

  it('F-08 is finite whatever the counts', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 40 }), {
      minLength: distance.counts.length,
      maxLength: distance.counts.length,
    });
    fc.assert(
      fc.property(counts, (window) => {
        for (const one of featureDivergences(distance, window))
          expect([one.value, one.expected ?? 0, one.pValue ?? 0].every((figure) => figure >= 0)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

it('the report of the third method carries them, for inputs and the prediction, and is read as it was written', () => {
  const rows = sketchOf(baseline, 'report', 900);
  const span = { start: '2024-04-01T00:00:00.000Z', end: '2024-05-01T00:00:00.000Z' };
  const rule = { windowDays: 30, minimumRows: 100, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] };
  const verdict = judgeDrift(baseline, rows, rule);
  const facts = { ...span, asOf: span.end, version: 1, revision: 1, objects: 30, rows };
  const report = driftReport(facts, baseline, verdict);
  expect(report.methodVersion).toBe(METHOD_VERSION);
  expect(report.features.map(({ divergences = [] }) => divergences.length)).toEqual([5, 4]);
  expect(report.prediction?.divergences?.length).toBe(5);
  expect(windowReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(verdict.features.every((one) => !('divergences' in one))).toBe(true);
});

it('what Wasserstein expects is its mean over random splits of the same rows', () => {
  const random = seededRandom('splits');
  const pool = Array.from({ length: 300 }, () => Math.floor(20 * random() ** 2));
  const positions = Array.from({ length: 20 }, (_, at) => at * at);
  const readings = Array.from({ length: 400 }, () => {
    const shuffled = pool
      .map((bin) => ({ bin, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ bin }) => bin);
    const countsOf = (bins: readonly number[]) =>
      positions.map((_, at) => bins.filter((b) => b === at).length);
    const input = {
      baseline: countsOf(shuffled.slice(0, 200)),
      window: countsOf(shuffled.slice(200)),
      positions,
    };
    return measured(wasserstein(input));
  });
  const mean = (of: (reading: (typeof readings)[number]) => number) =>
    readings.reduce((sum, reading) => sum + of(reading), 0) / readings.length;
  const ratio = mean(({ effect }) => effect) / mean(({ expected }) => expected);
  expect(ratio).toBeGreaterThan(0.93);
  expect(ratio).toBeLessThan(1.07);
});
