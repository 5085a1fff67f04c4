import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { embeddedMetrics } from '#core/monitoring/metrics/embedded-metrics';
import {
  MODEL_METRICS,
  type MetricDefinition,
  type ModelMetric,
  PLATFORM_METRICS,
} from '#core/monitoring/metrics/model-metrics';

const now = new Date('2026-11-21T12:00:00Z');
const dimensions = { environment: 'prod', model: 'air-time' };
const names = Object.keys(MODEL_METRICS) as ModelMetric[];

test('a publication is one line of the documented form', () => {
  const values = { DriftConfirmed: 1, WorstDriftRatio: 2.5 };
  const { line, dropped } = embeddedMetrics({ dimensions, values, at: now, now, properties: { version: 2 } });
  expect(dropped).toEqual([]);
  expect(JSON.parse(line ?? '')).toEqual({
    version: 2,
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'Gyre',
          Dimensions: [['environment', 'model']],
          Metrics: [
            { Name: 'DriftConfirmed', Unit: 'Count' },
            { Name: 'WorstDriftRatio', Unit: 'None' },
          ],
        },
      ],
    },
    ...{ environment: 'prod', model: 'air-time', DriftConfirmed: 1, WorstDriftRatio: 2.5 },
  });
});

test('F-08 what is no number of CloudWatch is left out and named, and the others still go', () => {
  const values = { WorstDriftRatio: Number.NaN, QualityRatio: Number.POSITIVE_INFINITY, CaptureCoverage: 1 };
  const { line, dropped } = embeddedMetrics({ dimensions, values, at: now, now });
  expect(line).not.toMatch(/NaN|Infinity|null|QualityRatio/);
  expect(dropped).toEqual([
    'QualityRatio: Infinity is no finite number',
    'WorstDriftRatio: NaN is no finite number',
  ]);
  expect(embeddedMetrics({ dimensions, values: { QualityRatio: 1e200 }, at: now, now })).toEqual({
    line: undefined,
    dropped: ['QualityRatio: 1e+200 is no number of CloudWatch'],
  });
});

test('F-08 whatever is published, each datapoint is a number that CloudWatch takes', () => {
  const publications = fc.dictionary(fc.constantFrom(...names), fc.double());
  fc.assert(
    fc.property(publications, (values) => {
      const { line, dropped } = embeddedMetrics({ dimensions, values, at: now, now });
      const document = JSON.parse(line ?? '{}') as Readonly<Record<string, unknown>>;
      const told = names.filter((name) => name in document);
      expect(told.length + dropped.length).toBe(Object.keys(values).length);
      for (const name of told) {
        const size = Math.abs(document[name] as number);
        expect(size === 0 || (size >= 2 ** -360 && size <= 2 ** 360)).toBe(true);
      }
    }),
  );
});

test.each(['2026-11-07T11:59:59Z', '2026-11-21T14:00:01Z', 'never'])(
  '%s is no time that CloudWatch takes',
  (at) => {
    const { line, dropped } = embeddedMetrics({
      dimensions,
      values: { CapturedRequests: 1 },
      at: new Date(at),
      now,
    });
    expect(line).toBeUndefined();
    expect(dropped).toHaveLength(1);
  },
);

test('the reference lists every metric as it is defined; a model has at most six', () => {
  const page = readFileSync('docs/reference/metrics.md', 'utf8');
  const all: Readonly<Record<string, MetricDefinition>> = { ...MODEL_METRICS, ...PLATFORM_METRICS };
  const rows = Object.entries(all).map(
    ([name, { unit, statistic, meaning, published }]) =>
      `| \`${name}\` | ${unit} | ${statistic} | ${meaning} | ${published} |`,
  );
  expect(page.split('\n').filter((line) => /^\| `[A-Z]/.test(line))).toEqual(rows);
  expect(names.length).toBeLessThanOrEqual(6);
});
