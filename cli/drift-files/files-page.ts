import { count, counted, dayText, percent } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import { pageFrame } from '#core/monitoring/page-frame';
import { commandsSection, shellWord } from '#core/monitoring/report/commands';
import { DISTRIBUTION_STYLE } from '#core/monitoring/report/distribution';
import { EVIDENCE_STYLE } from '#core/monitoring/report/feature-evidence';
import { LIST_STYLE } from '#core/monitoring/report/feature-list';
import { FEATURE_STYLE } from '#core/monitoring/report/feature-rows';
import { answersSection, inputsSection } from '#core/monitoring/report/inputs-section';
import { policySection } from '#core/monitoring/report/policy-section';
import { facts, section } from '#core/monitoring/report/section';
import { STRIP_STYLE } from '#core/monitoring/report/strip-plot';
import { statusChip, statusTone, verdictSentence } from '#core/monitoring/report/verdict-sentence';
import type { WindowReport } from '#core/monitoring/window-report';
import type { FilesVerdict } from './judge-files.ts';

const STYLE = [STRIP_STYLE, DISTRIBUTION_STYLE, EVIDENCE_STYLE, FEATURE_STYLE, LIST_STYLE].join('');
const MOST_FILES = 20;

export interface PageFacts {
  readonly asOf: Date;
  /** Of the command, beside files and baseline. */
  readonly options: readonly string[];
}

/** The verdict on files as one page: the parts of a deployed model's report that files can fill. */
export function filesPage(verdict: FilesVerdict, { asOf, options }: PageFacts): string {
  const report = reportOf(verdict, asOf);
  const { window, baseline, status, reason, methodVersion } = verdict;
  const { from, to } = window;
  return pageFrame({
    title: `Drift of ${window.files[0] ?? ''}`,
    style: STYLE,
    body: html`<header>
        <div class="flag ${statusTone(status)}"></div>
        <p class="eyebrow">Input drift of files</p>
        <h1>${verdictSentence(report)}.</h1>
        <p>${statusChip(status)} <span class="soft small">${reason}</span></p>
        ${facts([
          ['Rows', count(window.rows), `in ${counted(window.files.length, 'file')}`],
          [
            'Time',
            from === undefined ? 'not known' : dayText(from),
            to === undefined ? 'the rows have none' : `to ${dayText(to)}`,
          ],
          ['Compared with', count(baseline.rows), `rows of ${baseline.file}`],
          [
            'Calibrated on',
            baseline.days === 0 ? 'nothing' : counted(baseline.days, 'day'),
            baseline.days === 0
              ? 'the baseline has no days'
              : `of the baseline, for a window of ${counted(window.days, 'day')}`,
          ],
        ])}
      </header>
      <main>
        ${inputsSection(report)} ${answersSection(report)} ${readSection(verdict)} ${policySection(report)}
        ${commandsSection([
          [
            ['gyre drift files', ...window.files.slice(0, MOST_FILES).map(shellWord), '--baseline']
              .concat([baseline.file, ...options].map(shellOption))
              .join(' '),
            'This verdict again; add --json for every figure',
          ],
        ])}
      </main>
      <footer>
        <p>
          Judged as of ${asOf.toISOString()} (UTC), method ${methodVersion}. This file loads nothing and runs
          nothing.
        </p>
      </footer>`,
  });
}

/** Options are ours, what follows them is not. */
function shellOption(word: string): string {
  return /^--[a-z-]+$/.test(word) ? word : shellWord(word);
}

function readSection({ window, coverage, absent }: FilesVerdict): Markup {
  const bad = Object.entries(coverage.badRecords).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = coverage.records + bad.reduce((sum, [, number]) => sum + number, 0);
  const line = (what: string, number: number) =>
    html`<tr>
      <th scope="row">${what}</th>
      <td class="number">${count(number)}</td>
      <td class="number soft">${all === 0 ? '–' : percent(number / all)}</td>
    </tr>`;
  const more = window.files.length - MOST_FILES;
  return section({
    title: 'What was read',
    note: 'A record is a line of a table, or a captured call with its rows.',
    body: html`<table class="fit">
        <tbody>
          ${line('Records', coverage.records)} ${line('Met again, counted once', coverage.duplicates)}
          ${bad.map(([reason, number]) => line(`Not used: ${reason}`, number))}
        </tbody>
      </table>
      ${absent.length === 0 ? undefined : html`<p>Not in these files, so not compared: ${absent.join(', ')}.</p>`}
      <ul class="plain small">
        ${window.files.slice(0, MOST_FILES).map((file) => html`<li>${file}</li>`)}
        ${more > 0 ? html`<li>and ${count(more)} more</li>` : undefined}
      </ul>`,
  });
}

function reportOf(verdict: FilesVerdict, asOf: Date): WindowReport {
  const { status, reason, window, baseline, coverage, features, prediction, methodVersion } = verdict;
  const time = asOf.toISOString();
  return {
    ...{
      model: 'files',
      version: 1,
      kind: 'drift',
      windowStart: time,
      windowEnd: time,
      asOf: time,
      revision: 1,
    },
    ...{ status, reason, rows: window.rows, referenceRows: baseline.rows, coverage, methodVersion },
    features: [...features],
    ...(prediction === undefined ? {} : { prediction }),
    baseline: { contestId: baseline.file, trainStart: time, trainEnd: time },
  };
}
