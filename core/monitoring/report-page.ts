/** A judgement as one page that opens anywhere: the same figures as its JSON, drawn. The verdict comes first. */
import { count, counted, dayText } from './figures.ts';
import { html, type Markup } from './html.ts';
import { pageFrame } from './page-frame.ts';
import { absentSection } from './report/absent-section.ts';
import { ATTRIBUTION_STYLE, attributionSection } from './report/attribution-section.ts';
import { biasSection } from './report/bias-section.ts';
import { commandsOf } from './report/commands.ts';
import { conceptSection } from './report/concept-section.ts';
import { coverageSection } from './report/coverage-section.ts';
import { DAY_STYLE } from './report/day-chart.ts';
import { DISTRIBUTION_STYLE } from './report/distribution.ts';
import { EVIDENCE_STYLE } from './report/feature-evidence.ts';
import { LIST_STYLE } from './report/feature-list.ts';
import { FEATURE_STYLE } from './report/feature-rows.ts';
import { HEAT_STYLE } from './report/heat-strip.ts';
import { historySection } from './report/history-section.ts';
import { answersSection, inputsSection } from './report/inputs-section.ts';
import { MATURITY_STYLE, maturitySection } from './report/maturity-section.ts';
import { multivariateSection } from './report/multivariate-section.ts';
import { policySection } from './report/policy-section.ts';
import { qualitySections } from './report/quality-section.ts';
import { RELIABILITY_STYLE } from './report/reliability-diagram.ts';
import { seasonSection } from './report/season-section.ts';
import { facts } from './report/section.ts';
import { STRIP_STYLE } from './report/strip-plot.ts';
import { summaryLines } from './report/summary-lines.ts';
import { statusChip, statusTone, verdictSentence } from './report/verdict-sentence.ts';
import type { WindowReport } from './window-report.ts';

const STYLE = [
  ...[STRIP_STYLE, DISTRIBUTION_STYLE, EVIDENCE_STYLE, FEATURE_STYLE, LIST_STYLE, HEAT_STYLE],
  ...[DAY_STYLE, MATURITY_STYLE, RELIABILITY_STYLE, ATTRIBUTION_STYLE],
].join('');

export function windowReportPage(report: WindowReport): string {
  const { model, version, kind, windowStart, attribution, bias, concept, maturity, multivariate } = report;
  return pageFrame({
    title: `${model} v${version}: ${kind}, window of ${dayText(windowStart)}`,
    style: STYLE,
    body: html`${head(report)}
      <main>
        ${inputsSection(report)} ${seasonSection(report)}
        ${multivariate === undefined ? undefined : multivariateSection(multivariate)}
        ${historySection(report)} ${qualitySections(report)}
        ${maturity === undefined ? undefined : maturitySection(maturity)}
        ${concept === undefined ? undefined : conceptSection(concept)}
        ${attribution === undefined ? undefined : attributionSection(attribution)}
        ${bias === undefined ? undefined : biasSection(bias)} ${answersSection(report)}
        ${coverageSection(report)} ${policySection(report)} ${absentSection(report)} ${commandsOf(report)}
      </main>
      <footer>
        <p>
          ${model} v${version}, ${kind} judged as of ${report.asOf} (UTC), revision ${report.revision}, method
          ${report.methodVersion}. The JSON of the same name holds every figure in full. This file loads
          nothing and runs nothing.
        </p>
      </footer>`,
  });
}

function head(report: WindowReport): Markup {
  const { model, version, kind, windowStart, windowEnd, baseline, revision } = report;
  return html`<header>
    <div class="flag ${statusTone(report.status)}"></div>
    <p class="eyebrow">${kind === 'drift' ? 'Input drift' : 'Realised quality'} of ${model} v${version}</p>
    <h1>${verdictSentence(report)}.</h1>
    ${summaryLines(report).map((line) => html`<p class="lead">${line}</p>`)}
    <p>${statusChip(report.status)} <span class="soft small">${report.reason}</span></p>
    ${facts([
      ['Window', dayText(windowStart), `to ${dayText(windowEnd)}, not included`],
      ['Rows in the window', count(report.rows), `answered by v${version}`],
      ['Compared with', count(report.referenceRows), 'rows it was trained on'],
      [
        'Training',
        dayText(baseline.trainStart),
        `to ${dayText(baseline.trainEnd)}; contest ${baseline.contestId}`,
      ],
      [
        'Judged as of',
        dayText(report.asOf),
        revision === 1 ? 'first judgement' : `${counted(revision, 'judgement')}: rows came late`,
      ],
    ])}
  </header>`;
}
