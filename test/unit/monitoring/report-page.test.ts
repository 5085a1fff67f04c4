import { describe, expect, test } from 'vitest';
import { escapeHtml } from '#core/monitoring/html';
import { windowReportPage } from '#core/monitoring/report-page';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import { HOSTILE_NAMES } from './support/hostile-names.ts';
import { expectInert, tagsOf } from './support/page-rules.ts';
import { sampleDriftReport, sampleFeature, sampleQualityReport } from './support/sample-report.ts';

const STATUSES = windowReportSchema.shape.status.options;

function named(name: string): WindowReport {
  const report = sampleDriftReport();
  return {
    ...report,
    model: name,
    reason: name,
    features: report.features.map((feature, index) =>
      index === 0 ? { ...feature, feature: name } : feature,
    ),
    coverage: { ...report.coverage, badRecords: { [name]: 2 } },
    baseline: { contestId: name, trainStart: name, trainEnd: name },
    windowStart: name,
    asOf: name,
  };
}

test('the samples are reports', () => {
  expect(windowReportSchema.parse(sampleDriftReport())).toBeTruthy();
  expect(windowReportSchema.parse(sampleQualityReport())).toBeTruthy();
});

describe('H-06 hostile names on the page of a window', () => {
  const harmless = tagsOf(windowReportPage(named('harmless')));
  test.each(HOSTILE_NAMES)('%j is text', (name) => {
    const page = windowReportPage(named(name));
    expectInert(page);
    expect(tagsOf(page)).toEqual(harmless);
    expect(page).toContain(`<th scope="row">${escapeHtml(name)}</th>`);
  });
});

test('the verdict, every input and its figures are on the page, furthest above its threshold first', () => {
  const page = windowReportPage(sampleDriftReport());
  expect(page).toContain('3 of 11 inputs drifted, temp most of all: index 7.27 against a threshold of 0.60');
  const order = [...page.matchAll(/<th scope="row">([^<]*)<\/th>/g)].map(([, name]) => name);
  expect(order.slice(0, 4)).toEqual(['temp', 'dewp', 'wind_dir', 'sched_load']);
  expect(order).toHaveLength(12);
  expect(page.match(/class="histogram"/g)).toHaveLength(3);
  expect(page).toContain('A seasonal input changes because the season does; the contest decides.');
  expect(page).toContain('2 records not used: not-json');
});

test('quality: promised, limit and the days are drawn; a day without a value leaves a gap and a dash', () => {
  const page = windowReportPage(sampleQualityReport());
  expect(page).toContain('rmse 17.60 since 17 May 2013 is 1.46 times the promised 12.03');
  expect(page).toContain('promised 12.03');
  expect(page).toContain('limit 13.83');
  expect(page.match(/class="dot"/g)).toHaveLength(13);
  expect(page).toContain('<td class="number">–</td>');
});

test('a metric that grows with quality has its limit below what was promised', () => {
  const report = sampleQualityReport();
  const quality = { ...report.quality!, metric: 'auc', promised: 0.7, value: 0.66, limit: 1.1, byDay: [] };
  const day = { day: '2013-05-17', rows: 10, value: 0.66 };
  expect(windowReportPage({ ...report, quality: { ...quality, byDay: [day] } })).toContain('limit 0.670');
});

test('the same report gives the same page', () => {
  expect(windowReportPage(sampleDriftReport())).toBe(windowReportPage(sampleDriftReport()));
});

test.each(STATUSES)('a report of nothing but the status %s has a page', (status) => {
  for (const kind of ['drift', 'quality'] as const) {
    const empty = { ...sampleDriftReport(), kind, status, features: [], rows: 0, referenceRows: 0 };
    const { prediction, ...report } = empty;
    expect(prediction).toBeDefined();
    expectInert(windowReportPage(report));
  }
});

test('numbers that are none are dashes and break no drawing', () => {
  const hollow = sampleFeature({
    ...{
      psi: Number.NaN,
      threshold: 0,
      noise: Number.NaN,
      statistic: null,
      pValue: null,
      adjustedPValue: null,
    },
    ...{ medianBefore: null, medianNow: Number.NaN, missingShareNow: Number.NaN },
    shares: { before: [], now: [Number.NaN] },
  });
  const page = windowReportPage(sampleDriftReport({ features: [hollow] }));
  expectInert(page);
  expect(page).toMatch(/<td class="nowrap">\s*– → –/);
});
