/** A judgement as one page that opens anywhere: the same figures as its JSON, drawn. */
import { count, counted, dayText } from './figures.ts';
import { html, type Markup } from './html.ts';
import { pageFrame } from './page-frame.ts';
import { decileHistograms } from './report/decile-histogram.ts';
import { FEATURE_STYLE, featureTable } from './report/feature-table.ts';
import { methodNotes } from './report/method-notes.ts';
import { QUALITY_STYLE, qualityChart } from './report/quality-chart.ts';
import { statusChip, verdictSentence } from './report/verdict-sentence.ts';
import type { WindowReport } from './window-report.ts';

export function windowReportPage(report: WindowReport): string {
  const { model, version, kind, windowStart } = report;
  return pageFrame({
    title: `${model} v${version}: ${kind}, window of ${dayText(windowStart)}`,
    style: FEATURE_STYLE + QUALITY_STYLE,
    body: html`${head(report)}
      <main>
        ${quality(report)} ${inputs(report)} ${prediction(report)} ${coverage(report)} ${methodNotes(report)}
      </main>
      <footer>
        <p>
          ${model} v${version}, ${kind} judged as of ${report.asOf} (UTC), revision ${report.revision}, method
          ${report.methodVersion}. The JSON of the same name holds every figure in full.
        </p>
      </footer>`,
  });
}

function head(report: WindowReport): Markup {
  const { model, version, kind, windowStart, windowEnd, baseline } = report;
  return html`<header>
    <p class="eyebrow">${kind === 'drift' ? 'Input drift' : 'Realised quality'} of ${model} v${version}</p>
    <h1>${verdictSentence(report)}.</h1>
    <p>${statusChip(report.status)} <span class="soft">${report.reason}</span></p>
    <dl class="facts">
      ${fact('Window', dayText(windowStart), `to ${dayText(windowEnd)}, not included`)}
      ${fact('Rows in the window', count(report.rows), `of v${version}`)}
      ${fact('Compared with', count(report.referenceRows), 'rows it was trained on')}
      ${fact('Training', dayText(baseline.trainStart), `to ${dayText(baseline.trainEnd)}; contest ${baseline.contestId}`)}
      ${fact('Judged as of', dayText(report.asOf), report.revision === 1 ? 'first judgement' : `revision ${report.revision}: rows came late`)}
    </dl>
  </header>`;
}

function fact(name: string, value: string, more: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${more}</small></dd>
  </div>`;
}

function quality({ quality: judged, kind }: WindowReport): Markup | undefined {
  if (kind !== 'quality') return undefined;
  return html`<h2>Quality by day</h2>
    ${
      judged === undefined || judged.byDay.length === 0
        ? html`<p>
            No day of this window could be judged. Put labels into the landing bucket under
            <code>_labels/</code>.
          </p>`
        : qualityChart(judged)
    }`;
}

function inputs({ kind, features }: WindowReport): Markup | undefined {
  if (kind !== 'drift') return undefined;
  if (features.length === 0)
    return html`<h2>Inputs</h2>
      <p>No input was compared in this window.</p>`;
  return html`<h2>${counted(features.length, 'input')}, furthest above its threshold first</h2>
    <p>
      A seasonal input changes because the season does; the contest decides. Drift asks whether a model
      trained on newer rows would do better, and does not answer.
    </p>
    ${featureTable({
      label: 'Table of inputs',
      caption:
        'Bars: stability index divided by the input’s own threshold, on a root scale; the mark is the threshold. Behind: how far training’s own blocks lie apart. Medians and missing shares: training → window.',
      features,
    })}
    ${decileHistograms(features)}`;
}

function prediction({ prediction: answers }: WindowReport): Markup | undefined {
  if (answers === undefined) return undefined;
  return html`<h2>What the model answered</h2>
    ${featureTable({
      label: 'Table of the answers',
      caption:
        'The drift of the answers is reported and does not alarm: it has no days of training to calibrate on.',
      features: [answers],
    })}`;
}

function coverage({ kind, coverage: seen }: WindowReport): Markup {
  if (kind === 'quality')
    return html`<h2>What was read</h2>
      <p>${counted(seen.liveRows, 'answer')} of this version with a known outcome, each counted once.</p>`;
  const bad = Object.entries(seen.badRecords).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return html`<h2>What was read</h2>
    <ul class="plain">
      <li>
        ${counted(seen.records, 'record')} of live calls in ${counted(seen.objects, 'capture object')}, with
        ${counted(seen.liveRows, 'row')}; smoke tests and shadow calls are left out
      </li>
      <li>${counted(seen.duplicates, 'record')} met again and counted once</li>
      ${
        bad.length === 0
          ? html`<li>no record that could not be used</li>`
          : bad.map(([reason, number]) => html`<li>${counted(number, 'record')} not used: ${reason}</li>`)
      }
    </ul>`;
}
