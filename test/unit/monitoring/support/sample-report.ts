/** May 2013 against the rows that v1 of air-time was trained on. */
import type { FeatureVerdict, WindowReport } from '#core/monitoring/window-report';

const SEASONS: readonly (readonly [string, number, number, number, number])[] = [
  ['temp', 7.27, 0.6, 37.04, 64.94],
  ['dewp', 4.1, 0.36, 21.92, 53.96],
  ['wind_dir', 0.67, 0.53, 250, 180],
  ['humid', 0.17, 0.26, 57.3, 61.6],
  ['pressure', 0.13, 0.74, 1018.4, 1017.2],
  ['sched_load', 0.2, 0.25, 18, 19],
  ['wind_speed', 0.12, 0.25, 10.36, 9.21],
  ['block_min', 0.02, 0.25, 150, 149],
  ['visib', 0.011, 0.25, 10, 10],
  ['distance', 0.003, 0.25, 872, 872],
  ['seats', 0.004, 0.25, 149, 149],
];

export function sampleFeature(changes: Partial<FeatureVerdict> = {}): FeatureVerdict {
  return {
    ...{ feature: 'temp', status: 'drifted', psi: 7.27, threshold: 0.6, noise: 0.3 },
    ...{
      thresholdMethod: 'blocks',
      test: 'kolmogorov-smirnov',
      statistic: 0.883,
      pValue: 0,
      adjustedPValue: 0,
    },
    ...{ missingShareBefore: 0.004, missingShareNow: 0.0037, direction: 'up' },
    ...{ medianBefore: 37.04, medianNow: 64.94 },
    shares: {
      before: [0.1, 0.11, 0.09, 0.1, 0.1, 0.1, 0.1, 0.09, 0.11, 0.096, 0.004],
      now: [0, 0, 0, 0, 0.001, 0.004, 0.011, 0.02, 0.06, 0.9, 0.004],
    },
    ...changes,
  };
}

export function sampleDriftReport(changes: Partial<WindowReport> = {}): WindowReport {
  const features = SEASONS.map(([feature, psi, threshold, medianBefore, medianNow], index) =>
    sampleFeature({
      ...{ feature, psi, threshold, medianBefore, medianNow, noise: threshold / (index < 5 ? 2 : 4) },
      status: psi >= threshold ? 'drifted' : psi > 0.02 ? 'changed' : 'stable',
      direction: medianNow > medianBefore ? 'up' : medianNow < medianBefore ? 'down' : 'none',
      statistic: Math.min(0.98, psi / 5 + 0.01),
      adjustedPValue: psi > 0.02 ? 0.0001 : 0.31,
      test: feature === 'visib' ? 'chi-square' : 'kolmogorov-smirnov',
    }),
  );
  return {
    ...{ model: 'air-time', version: 1, kind: 'drift', revision: 1, status: 'drifted', methodVersion: '1' },
    ...{
      windowStart: '2013-05-01T00:00:00Z',
      windowEnd: '2013-06-01T00:00:00Z',
      asOf: '2013-06-01T06:00:00Z',
    },
    ...{
      reason: 'temp 7.27 (0.60), dewp 4.10 (0.36), wind_dir 0.67 (0.53)',
      rows: 28_128,
      referenceRows: 52_341,
    },
    coverage: {
      objects: 62,
      records: 1_031,
      badRecords: { 'not-json': 2 },
      duplicates: 14,
      liveRows: 28_128,
    },
    features,
    prediction: sampleFeature({
      ...{ feature: 'prediction', status: 'stable', psi: 0.031, threshold: 0.25 },
      ...{ thresholdMethod: 'none', noise: 0 },
    }),
    baseline: { contestId: 'ct-0123456789abcdef', trainStart: '2013-01-01', trainEnd: '2013-03-04' },
    ...changes,
  };
}

export function sampleQualityReport(): WindowReport {
  const byDay = Array.from({ length: 14 }, (_, index) => ({
    day: `2013-05-${String(17 + index)}`,
    rows: 900 + 13 * ((index * 7) % 11),
    value: index === 6 ? null : 15.2 + 4 * Math.sin(index * 1.7) + index * 0.15,
  }));
  return sampleDriftReport({
    ...{ kind: 'quality', status: 'breached', features: [], rows: 12_904 },
    reason: 'rmse 17.60 is 1.46 x the promised 12.03, above 1.15',
    quality: {
      ...{ metric: 'rmse', value: 17.6, promised: 12.03, ratio: 1.463, limit: 1.15, rows: 12_904, days: 14 },
      ...{ from: '2013-05-17', to: '2013-05-30', byDay },
    },
  });
}
