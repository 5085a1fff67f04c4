/** Reports in which every section has something to say, as a model with labels, season and groups would have them. */
import type { WindowReport } from '#core/monitoring/window-report';
import { sampleDriftReport, sampleFeature, sampleQualityReport } from './sample-report.ts';

const day = (index: number) => new Date(Date.UTC(2013, 4, 1 + index)).toISOString().slice(0, 10);
const month = (index: number) => new Date(Date.UTC(2012, 4 + index, 1)).toISOString();

export function richDriftReport(changes: Partial<WindowReport> = {}): WindowReport {
  const report = sampleDriftReport();
  const features = report.features.map((feature, index) => ({
    ...feature,
    ...{
      effect: 1.82 - index * 0.16,
      unit: 'standard deviations' as const,
      floor: 0.05,
      test: 'wilcoxon' as const,
    },
    valueRows: { before: 52_131, now: 28_001 },
    tests: [
      ...([
        {
          test: 'wilcoxon',
          statistic: 88.1,
          effect: 1.82,
          unit: 'standard deviations',
          floor: 0.05,
          pValue: 0,
        },
      ] as const),
      ...([
        { test: 'mood', statistic: -12.4, effect: -0.31, unit: 'log ratio', floor: 0.03, pValue: 1e-9 },
      ] as const),
      ...([
        { test: 'missing-share', statistic: 0.7, effect: 0.0007, unit: 'share', floor: 0.005, pValue: 0.48 },
      ] as const),
    ],
    shares: shifted(index),
    divergences: [
      { name: 'jensen-shannon' as const, value: 0.412, expected: 0.008 },
      { name: 'anderson-darling' as const, value: 5120.3, pValue: 0 },
    ],
  }));
  const importance = [0.02, 0.31, 0.08, 0.01, 0.03, 0.24, 0.12, 0.1, 0.04, 0.03, 0.02];
  return {
    ...report,
    features,
    coverage: { ...report.coverage, answeredRequests: 1200, capturedRequests: 1033 },
    season: {
      ...{ kind: 'former-years', status: 'compared', rows: 54_120, alarmOn: 'any' },
      spans: [{ start: '2012-05-01', end: '2012-06-01' }],
      features: features.map(({ feature, psi, threshold }, index) => ({
        feature,
        verdict: index === 2 ? 'new' : 'expected',
        psi: index === 2 ? psi * 1.02 : psi / 9,
        threshold,
      })),
    },
    multivariate: {
      reconstruction: {
        ...{ components: 5, meanBefore: 1.01, meanNow: 1.62, noiseLow: 0.94, noiseHigh: 1.19 },
        status: 'outside',
      },
      domain: {
        ...{ auc: 0.914, low: 0.902, high: 0.926, rowsBefore: 2000, rowsNow: 2000, status: 'different' },
        telling: ['temp', 'dewp', 'wind_dir'],
      },
      outliers: { shareBefore: 0.01, shareNow: 0.034, low: 0.026, high: 0.043, rows: 2000 },
    },
    estimate: estimate(),
    attribution: {
      ...{ ndcg: 0.871, threshold: 0.95, status: 'moved', rows: 2000 },
      features: features.map(({ feature }, index) => ({
        feature,
        before: importance[(index + 2) % importance.length]!,
        now: importance[index]!,
        rankBefore: ((index * 7) % importance.length) + 1,
        rankNow: ((index * 5 + 3) % importance.length) + 1,
      })),
    },
    history: Array.from({ length: 12 }, (_, index) => ({
      windowStart: month(index),
      status: index % 5 === 4 ? 'drifted' : index % 3 === 1 ? 'changed' : index === 6 ? 'no-data' : 'stable',
      isConfirmed: index === 9,
      features: features.map(({ feature, psi, threshold }, place) => ({
        feature,
        ratio: Number(((psi / threshold) * Math.abs(Math.sin(index * 0.6 + place))).toPrecision(3)),
      })),
    })),
    policy: {
      drift: {
        ...{ window: 'calendar-month', minimumRows: 500, minimumThreshold: 0.25, calibrationFactor: 2 },
        windows: { m: 1, n: 1 },
      },
    },
    ...changes,
  };
}

/** Less and less of the mass lies in the upper tenths. */
function shifted(index: number): { before: number[]; now: number[] } {
  const before = [0.1, 0.11, 0.09, 0.1, 0.1, 0.1, 0.1, 0.09, 0.11, 0.096, 0.004];
  const weights = before.map((share, group) =>
    group === 10 ? share : share * Math.exp(((group - 4.5) * 0.9) / (index + 1)),
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return { before, now: weights.map((weight) => weight / all) };
}

function estimate(): NonNullable<WindowReport['estimate']> {
  return {
    ...{
      method: 'direct-error',
      metric: 'rmse',
      value: 13.14,
      low: 12.42,
      high: 13.91,
      promised: 12.03,
      rows: 28_128,
    },
    byDay: Array.from({ length: 31 }, (_, index) => ({
      day: day(index),
      rows: 907,
      value: index === 12 ? null : 12.4 + 1.4 * Math.sin(index / 3),
    })),
    trackRecord: Array.from({ length: 5 }, (_, index) => ({
      windowStart: month(index + 6),
      windowEnd: month(index + 7),
      estimated: 12.1 + index * 0.3,
      realised: 12.4 + index * 0.42 - (index % 2) * 0.9,
      rows: 27_000,
    })),
    meanAbsoluteError: 0.41,
  };
}

export function richQualityReport(changes: Partial<WindowReport> = {}): WindowReport {
  const groups = ['JFK', 'LGA', 'EWR'].map((group, index) => ({
    group,
    rows: 4300 - index * 2100,
    metrics: [
      {
        ...{ metric: 'disparate-impact' as const, value: 0.94 - index * 0.14, limit: 0.8 },
        ...{ low: 0.88 - index * 0.16, high: 1.0 - index * 0.1 },
        status: (['within', 'inconclusive', 'outside'] as const)[index]!,
      },
      {
        ...{ metric: 'false-positive-rate' as const, value: index === 2 ? null : 0.02, limit: 0.1 },
        ...{ low: index === 2 ? null : -0.01, high: index === 2 ? null : 0.05 },
        status: index === 2 ? ('inconclusive' as const) : ('within' as const),
      },
    ],
  }));
  return {
    ...sampleQualityReport(),
    estimate: { ...estimate(), byDay: estimate().byDay.slice(16, 31) },
    maturity: {
      ...{ matureBefore: '2013-05-24', enoughBy: '2013-06-09', missingRows: 3120 },
      cohorts: Array.from({ length: 31 }, (_, index) => ({
        day: day(index),
        answered: 900 + 40 * ((index * 5) % 7),
        labelled: index < 23 ? 860 + 40 * ((index * 5) % 7) : Math.max(0, 700 - (index - 23) * 90),
        isMature: index < 23,
      })),
    },
    concept: {
      cause: 'concept',
      sentence:
        'Errors grew by a third with inputs that look as they did: what the inputs mean has changed since 17 May.',
      detectors: [
        { detector: 'page-hinkley', status: 'detected', since: '2013-05-17', rows: 12_904 },
        { detector: 'ddm', status: 'not-applicable', since: null, rows: 0 },
        { detector: 'eddm', status: 'not-applicable', since: null, rows: 0 },
        { detector: 'adwin', status: 'warning', since: '2013-05-19', rows: 12_904 },
        { detector: 'kswin', status: 'stable', since: null, rows: 12_904 },
      ],
      errors: {
        metric: 'rmse',
        before: 12.03,
        expected: 12.61,
        now: 17.6,
        low: 16.8,
        high: 18.4,
        status: 'rose',
      },
      residuals: { meanBefore: 0.4, meanNow: -9.8, low: -10.9, high: -8.7, status: 'moved' },
      calibration: Array.from({ length: 10 }, (_, index) => ({
        ...{ from: 60 + index * 30, to: 90 + index * 30, rows: 1290, predicted: 75 + index * 30 },
        ...{
          realised: 75 + index * 30 - (index > 5 ? 22 : 3),
          low: 70 + index * 30 - 22,
          high: 80 + index * 30,
        },
        status: index > 5 ? 'off' : index === 0 ? 'few-rows' : 'kept',
      })),
    },
    bias: {
      columns: [
        { column: 'origin', reference: 'JFK', groups },
        { column: 'tailnum', reference: '', refused: '3,112 values, at most 20 are told apart', groups: [] },
      ],
    },
    policy: { quality: { windowDays: 14, minimumRows: 500, maximumRatio: 1.15, labelMaturityDays: 1 } },
    ...changes,
  };
}

/** As many inputs as a model may have, most of which changed. */
export function wideReport(features: number, nameLength = 60, filler = 'x'): WindowReport {
  const rich = richDriftReport();
  return {
    ...rich,
    features: Array.from({ length: features }, (_, index) =>
      sampleFeature({
        ...rich.features[index % 11],
        feature: `column_${index}_`.padEnd(nameLength, filler),
        psi: 1 / (1 + index),
        threshold: 0.25,
        status: index < 3 ? 'drifted' : index % 2 === 0 ? 'changed' : 'stable',
      }),
    ),
  };
}
