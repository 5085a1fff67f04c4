import { expect, it } from 'vitest';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { windowReportPage } from '#core/monitoring/report-page';
import { windowReportSchema } from '#core/monitoring/window-report';
import { sampleDriftReport } from '../support/sample-report.ts';
import { sketchOf, watchedBaseline } from '../support/watched.ts';

it('reads reports of the first method, which name one test and no effect', () => {
  const report = sampleDriftReport();
  expect(
    report.features.every(({ tests, effect, unit }) =>
      [tests, effect, unit].every((one) => one === undefined),
    ),
  ).toBe(true);
  expect(windowReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(windowReportPage(report)).toContain('<div class="soft">KS, p 0.0001</div>');
});

it('reads what it writes: every test with effect, unit, floor and p-value', () => {
  const baseline = watchedBaseline();
  const window = sketchOf(baseline, 'report', 5000, ([distance, stops]) => [distance + 0.7, stops]);
  const rule = { windowDays: 30, minimumRows: 200, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] };
  const { features, prediction, status, reason } = judgeDrift(baseline, window, rule);
  const report = {
    ...sampleDriftReport({ status, reason, methodVersion: '2' }),
    ...{ features: [...features], ...(prediction === undefined ? {} : { prediction }) },
  };
  expect(windowReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  const page = windowReportPage(report);
  expect(page).toContain('Wilcoxon');
  expect(page).toMatch(/\+0\.2\d sd/);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});
