import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml } from '#core/monitoring/html';
import { windowReportPage } from '#core/monitoring/report-page';
import { shellWord } from '#core/monitoring/report/commands';
import { type WindowReport, windowReportSchema } from '#core/monitoring/window-report';
import { HOSTILE_NAMES } from './support/hostile-names.ts';
import { everyText } from './support/every-text.ts';
import { expectInert, tagsOf } from './support/page-rules.ts';
import { richDriftReport, richQualityReport, wideReport } from './support/rich-report.ts';
import { sampleDriftReport, sampleFeature, sampleQualityReport } from './support/sample-report.ts';

const STATUSES = windowReportSchema.shape.status.options;
const rich = [richDriftReport(), richQualityReport()] as const;

/** Every free text of a report is this one: names, groups, reasons, sentences, days. */
const named = (report: WindowReport, name: string) =>
  everyText(windowReportSchema, report, name) as WindowReport;

test('the samples are reports', () => {
  for (const report of [sampleDriftReport(), sampleQualityReport(), ...rich])
    expect(windowReportSchema.parse(report)).toBeTruthy();
});

describe('H-06 hostile names in every section of the page of a window', () => {
  const harmless = rich.map((report) => tagsOf(windowReportPage(named(report, 'harmless'))));
  test.each(HOSTILE_NAMES)('%j is text', (name) => {
    rich.forEach((report, index) => {
      const page = windowReportPage(named(report, name));
      expectInert(page);
      expect(tagsOf(page)).toEqual(harmless[index]);
      expect(page).toContain(escapeHtml(name));
    });
  });

  test('so is any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), fc.nat(1), (name, which) => {
        const page = windowReportPage(named(rich[which]!, name));
        expect(tagsOf(page)).toEqual(harmless[which]);
        expect(page.isWellFormed()).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('a name does not become a command on the way through a clipboard', () => {
    expect(shellWord('$(rm -rf ~)')).toBe("'$(rm -rf ~)'");
    expect(shellWord("a'; b #")).toBe(`'a'\\''; b #'`);
    expect(shellWord('--yes')).toBe("'--yes'");
  });
});

test('the verdict, every input and its figures are on the page, furthest above its threshold first', () => {
  const page = windowReportPage(sampleDriftReport());
  expect(page).toContain('3 of 11 inputs drifted, temp most of all: index 7.27 against a threshold of 0.60');
  const order = [...page.matchAll(/<span class="name">([^<]*)<\/span>/g)].map(([, name]) => name);
  expect(order.slice(0, 4)).toEqual(['temp', 'dewp', 'wind_dir', 'sched_load']);
  for (const { feature } of sampleDriftReport().features) expect(page).toContain(`>${feature}<`);
  expect(page).toContain('seasonal input changes because the season does; the contest decides');
  expect(page).toContain('Not used: not-json');
});

test('with attribution, inputs are ordered by drift times importance', () => {
  const page = windowReportPage(richDriftReport());
  const order = [...page.matchAll(/<span class="name">([^<]*)<\/span>/g)].map(([, name]) => name);
  expect(order.slice(0, 3)).toEqual(['dewp', 'temp', 'wind_dir']);
  expect(page).toContain('31.0 % of importance');
});

test('every section of a full report is there, and says what it found before how', () => {
  const [drift, quality] = rich.map(windowReportPage) as [string, string];
  expect(headingsOf(drift)).toEqual([
    ...['Inputs by impact', 'Season', 'Features together', 'Windows over time', 'Quality, estimated'],
    ...[
      'What the answers hang on',
      'What the model answered',
      'What was read',
      'The policy it was judged by',
    ],
    'Do it again',
  ]);
  expect(headingsOf(quality)).toEqual([
    ...[
      'Quality by day',
      'Quality, estimated',
      'How old the labels are',
      'Inputs, or their meaning?',
      'Groups',
    ],
    ...['What the model answered', 'What was read', 'The policy it was judged by', 'Do it again'],
  ]);
  expect(drift).toContain('Expected by season: temp, dewp. New: wind_dir.');
  expect(drift).toContain('gyre report air-time --at 2013-05-01');
  expect(drift).toContain('by chance 0.008');
  expect(drift).toMatch(/1,200 requests in this time, of which 1,033\s*\(86\.1 %\)/);
  expect(quality).toContain('at the present pace they are there on 9 June 2013');
  expect(quality).toContain('Beyond the limits of fairness: EWR.');
});

test('a section that is absent has no heading; one that may be missed says how to get it', () => {
  const page = windowReportPage(sampleDriftReport());
  expect(headingsOf(page)).toEqual([
    ...['Inputs by distance', 'What the model answered', 'What was read', 'The policy it was judged by'],
    ...['Not on this page', 'Do it again'],
  ]);
  expect(page).toContain('<code>monitoring.drift.season</code>');
});

test('quality: promised, limit and the days are drawn; a day without a value leaves a gap and a dash', () => {
  const page = windowReportPage(sampleQualityReport());
  expect(page).toContain('rmse 17.60 since 17 May 2013 is 1.46 times the promised 12.03');
  expect(page).toMatch(/>promised<\/text\s*>\s*<text[^>]*>12.03</);
  expect(page).toMatch(/>limit<\/text\s*>\s*<text[^>]*>13.83</);
  expect(page.match(/class="dot"/g)).toHaveLength(13);
  expect(page).toContain('<td class="number">–</td>');
});

test('a metric that grows with quality has its limit below what was promised', () => {
  const report = sampleQualityReport();
  const quality = { ...report.quality!, metric: 'auc', promised: 0.7, value: 0.66, limit: 1.1, byDay: [] };
  const day = { day: '2013-05-17', rows: 10, value: 0.66 };
  expect(windowReportPage({ ...report, quality: { ...quality, byDay: [day] } })).toMatch(
    /limit<\/text\s*>\s*<text[^>]*>0.670/,
  );
});

test('the same report gives the same bytes, and leaves the report as it was', () => {
  for (const report of rich) {
    const before = JSON.stringify(report);
    expect(windowReportPage(report)).toBe(windowReportPage(structuredClone(report)));
    expect(JSON.stringify(report)).toBe(before);
  }
});

test('two thousand inputs stay below a megabyte, each with its figures', () => {
  const page = windowReportPage(wideReport(2000));
  expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  expect(page.match(/class="distribution/g)!.length).toBeLessThanOrEqual(41);
  expect(page).toContain('column_1999_');
  const quoted = wideReport(2000, 60, '"');
  const long = windowReportPage(quoted);
  expect(Buffer.byteLength(long)).toBeLessThan(1_000_000);
  expect(long).toMatch(/[\d,]+ inputs more in the JSON of this report/);
});

test('no table forces the page sideways: each scrolls by itself or becomes blocks on a phone', () => {
  for (const page of rich.map(windowReportPage)) {
    const outside = page.replaceAll(/<div class="scroll"[\s\S]*?<\/table>/g, '');
    for (const [, name = ''] of outside.matchAll(/<table(?: class="([^"]*)")?/g))
      expect(`${name} `).toMatch(/^$|^ $|stack|fit/);
    expect(page).toContain('@media screen and (max-width:46rem){.stack');
  }
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
    ...{ psi: Number.NaN, threshold: 0, noise: Number.NaN },
    ...{ statistic: null, pValue: null, adjustedPValue: null },
    ...{ medianBefore: null, medianNow: Number.NaN, missingShareNow: Number.NaN },
    shares: { before: [], now: [Number.NaN] },
  });
  const page = windowReportPage(sampleDriftReport({ features: [hollow] }));
  expectInert(page);
  expect(page).toContain('Median – → <strong>–</strong>');
  for (const report of rich) expectInert(windowReportPage(withoutNumbers(report)));
});

/** Every number that has a schema's leave to be anything is none. */
function withoutNumbers(report: WindowReport): WindowReport {
  return JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    typeof value === 'number' && !['version', 'revision'].includes(key) ? Number.NaN : value,
  ) as WindowReport;
}

function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title = '']) => title);
}
