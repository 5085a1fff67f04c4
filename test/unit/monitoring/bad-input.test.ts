import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { driftReport } from '#core/monitoring/drift-report';
import { driftRule } from '#core/monitoring/drift-rule';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { binOf } from '#core/monitoring/reference-bins';
import { emptySketch } from '#core/monitoring/sketch';
import type { Sketch } from '#core/monitoring/stored-sketch';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import { seededRandom } from '#core/random';
import { watchedModel } from '#test/handlers/monitoring/support/monitoring-room';
import { sketchOf, watchedBaseline } from './support/watched.ts';

const SPAN = { start: '2024-04-01T00:00:00.000Z', end: '2024-05-01T00:00:00.000Z' };

/** The report of a window, read back from its bytes: a figure that is no number would have become null there. */
function reportOf(baseline: Baseline, rows: Sketch): WindowReport {
  const verdict = judgeDrift(baseline, rows, driftRule(watchedModel(), SPAN));
  const facts = { ...SPAN, asOf: SPAN.end, version: 1, revision: 1, objects: 1, rows };
  const report = driftReport(facts, baseline, verdict);
  return windowReportSchema.parse(JSON.parse(JSON.stringify(report)));
}

function windowOf(baseline: Baseline, rows: readonly (readonly number[])[]): Sketch {
  const sketch = emptySketch(baseline, { bucket: 'capture', key: 'x' });
  for (const row of rows) {
    baseline.features.forEach(({ bins }, index) => {
      const counts = sketch.features[index] ?? [];
      const bin = binOf(row[index] ?? Number.NaN, bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
    });
  }
  return {
    ...sketch,
    rows: rows.length,
    prediction: sketch.prediction.map((_, bin) => (bin === 1 ? rows.length : 0)),
  };
}

const whole = watchedBaseline();
const days = Array.from({ length: 400 }, (_, row) => Math.floor(row / 4));
const withColumns = (
  ...columns: readonly (readonly [name: string, of: (row: number) => number])[]
): Baseline => ({
  ...whole,
  features: columns.map(([name, of]) =>
    baselineColumn(
      name,
      days.map((_, row) => of(row)),
      days,
    ),
  ),
});

describe('what stands beside a bad feature is judged as if it were alone', () => {
  const good = (row: number) => (row * 7919) % 101;
  const bad: readonly (readonly [string, (row: number) => number, (row: number) => number])[] = [
    ['a constant', () => 5, () => 5],
    ['a constant that moved', () => 5, () => 6],
    ['a feature without any value', () => Number.NaN, () => Number.NaN],
    ['a feature that lost all values', good, () => Number.NaN],
    ['a feature that got its first values', () => Number.NaN, good],
    ['infinite values in the window', good, (row) => (row % 2 === 0 ? Infinity : -Infinity)],
    ['infinite values in training', (row) => (row % 9 === 0 ? Infinity : good(row)), good],
    ['values near the largest number', (row) => good(row) * 1.7e306, (row) => -good(row) * 1.7e306],
    ['values near the smallest one', (row) => good(row) * 5e-324, good],
  ];

  test.each(bad)('F-08 %s', (_, before, now) => {
    const baseline = withColumns(['bad', before], ['good', good]);
    const rows = Array.from({ length: 300 }, (__, row) => [now(row), good(row) + 30]);
    const { features } = reportOf(baseline, windowOf(baseline, rows));
    expect(features.map(({ feature }) => feature)).toEqual(['bad', 'good']);
    const alone = withColumns(['good', good]);
    const [own] = reportOf(
      alone,
      windowOf(
        alone,
        rows.map(([, value = 0]) => [value]),
      ),
    ).features;
    expect(features[1]).toMatchObject({ status: 'drifted', psi: own?.psi, divergences: own?.divergences });
  });
});

it('F-08 bins without width, as an older baseline may have them, are counted and judged', () => {
  const [distance] = whole.features;
  if (distance === undefined) throw new Error('no feature');
  const edges = distance.bins.edges.map((edge) => Math.floor(edge));
  const baseline = { ...whole, features: [{ ...distance, bins: { ...distance.bins, edges } }] };
  const random = seededRandom('width');
  const rows = Array.from({ length: 500 }, () => [Math.floor(10 * random())]);
  const [feature] = reportOf(baseline, windowOf(baseline, rows)).features;
  expect(feature?.psi).toBeGreaterThan(0);
});

it('F-02 a window without files says so, and has no figure', () => {
  const report = reportOf(whole, emptySketch(whole, { bucket: '', key: '' }));
  expect(report).toMatchObject({ status: 'no-data', rows: 0, features: [] });
});

it('F-08 ten thousand features are judged in seconds, and those that lie furthest off are described', () => {
  const [distance] = whole.features;
  if (distance === undefined) throw new Error('no feature');
  const small = baselineColumn(
    'x',
    Array.from({ length: 200 }, (_, row) => row % 12),
    days.slice(0, 200),
  );
  const names = Array.from({ length: 10_000 }, (_, index) => `feature ${index}`);
  const baseline = { ...whole, features: names.map((name) => ({ ...small, name })) };
  const still = small.counts;
  const moved = still.map((_, bin) => (bin === 1 ? 200 : 0));
  const rows = {
    ...emptySketch(whole, { bucket: '', key: '' }),
    rows: 200,
    features: names.map((_, index) => (index % 1000 === 7 ? moved : still)),
  };
  const report = reportOf(baseline, rows);
  expect(report.features.length).toBe(10_000);
  expect(report.features.filter(({ status }) => status === 'drifted').length).toBe(10);
  const described = report.features.filter(({ divergences }) => divergences !== undefined);
  expect(described.length).toBe(100);
  expect(described.filter(({ status }) => status === 'drifted').length).toBe(10);
  expect(report.reason.length).toBeLessThan(500);
});

it('F-08 no counts whatever give a figure that is none', () => {
  const count = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 2 ** 40 }),
  );
  const countsOf = (length: number) => fc.array(count, { minLength: length, maxLength: length });
  const [distance, stops] = whole.features;
  if (distance === undefined || stops === undefined) throw new Error('no features');
  fc.assert(
    fc.property(countsOf(distance.counts.length), countsOf(stops.counts.length), (first, second) => {
      const report = reportOf(whole, { ...sketchOf(whole, 'odd', 0), rows: 500, features: [first, second] });
      expect(report.features.length).toBe(2);
    }),
    { numRuns: 30 },
  );
});
