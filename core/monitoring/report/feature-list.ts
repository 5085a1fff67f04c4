/** The features that need no picture: one short line each, so that thousands of them stay one readable file. */
import { clipped, counted, percent, pValue, ratioText, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import { LONGEST_NAME } from './feature-rows.ts';
import type { RankedFeature } from './impact.ts';

/** Two thousand lines of usual names take half of it. A page must stay one that a mail takes along. */
const MOST_BYTES = 600_000;

export function featureList(ranked: readonly RankedFeature[]): Markup | undefined {
  if (ranked.length === 0) return undefined;
  const lines = withinBytes(ranked.map(line));
  const left = ranked.length - lines.length;
  return html`<details class="list">
    <summary>The figures of ${counted(ranked.length, 'further input')}</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Input</th>
          <th scope="col">Verdict</th>
          <th scope="col" class="number">× threshold</th>
          <th scope="col" class="number">PSI</th>
          <th scope="col" class="number aside">Missing</th>
          <th scope="col" class="number aside">Adjusted p</th>
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
    ${left > 0 ? html`<p class="soft">${counted(left, 'input')} more in the JSON of this report.</p>` : undefined}
  </details>`;
}

/** As many of the first lines as have room. */
function withinBytes(lines: readonly Markup[]): readonly Markup[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  const end = lines.findIndex(({ text }) => (bytes += encoder.encode(text).length) > MOST_BYTES);
  return end === -1 ? lines : lines.slice(0, end);
}

/** By another name the formatter leaves the template on one line: its spaces would be half of the file. */
const dense = html;

// Cells of a list are told apart by their place: classes on each would double the size of the file.
function line({ feature, ratio }: RankedFeature): Markup {
  return dense`<tr><th scope="row">${clipped(feature.feature, LONGEST_NAME)}</th><td>${feature.status}</td><td>${ratioText(ratio)}</td><td>${withDecimals(feature.psi, 3)}</td><td>${percent(feature.missingShareNow)}</td><td>${pValue(feature.adjustedPValue)}</td></tr>
`;
}

export const LIST_STYLE = `
.list table{margin-top:.5rem}.list th,.list td{padding-top:.2rem;padding-bottom:.2rem}.list tbody th{font-weight:400}.list tbody td{white-space:nowrap}.list td:nth-child(n+3){text-align:right}
@media screen and (max-width:46rem){.list table{font-size:.8rem}.list .aside,.list td:nth-child(n+5){display:none}.list th,.list td{padding-right:.5rem}}
`;
