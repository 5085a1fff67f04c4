/** How far each input was from training, window by window: a table whose cells are tinted. */
import { shortDay, withDecimals } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import type { StoryDrift, StoryModel } from '../story-data.ts';

/** More rows than this tell nothing that the rest does not. */
const MOST_FEATURES = 12;
/** Lower ends of the tints, in thresholds. */
const LEVELS = [0, 0.25, 0.5, 1, 2, 5];

export function driftHeat({ drift }: StoryModel): Markup {
  const windows = [...new Set(drift.map(({ windowStart }) => windowStart))].sort();
  if (windows.length === 0) return html`<p>No window was judged.</p>`;
  const features = Map.groupBy(drift, ({ feature }) => feature);
  const ranked = [...features].toSorted(([, a], [, b]) => farthest(b) - farthest(a));
  const left = ranked.slice(MOST_FEATURES);
  const rest = Math.max(0, ...left.map(([, cells]) => farthest(cells)));
  return html`<figure>
    <div class="scroll" role="region" aria-label="Table of drift by window" tabindex="0">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">Input</th>
            ${windows.map((window) => windowHead(window, drift))}
          </tr>
        </thead>
        <tbody>
          ${ranked.slice(0, MOST_FEATURES).map(([feature, cells]) => featureRow(feature, cells, windows))}
        </tbody>
      </table>
    </div>
    <figcaption>
      Stability index divided by the input’s own threshold, window by window; each against the training rows
      of the version that answered. ▲ 1 and above: drifted, and alarms.
      ${left.length === 0 ? undefined : `${left.length} further inputs reached ${withDecimals(rest, 2)} at most.`}
      A seasonal input changes because the season does; the contest decides.
    </figcaption>
  </figure>`;
}

function windowHead(window: string, drift: readonly StoryDrift[]): Markup {
  const versions = [
    ...new Set(drift.filter((cell) => cell.windowStart === window).map(({ version }) => version)),
  ];
  return html`<th scope="col">
    ${shortDay(window)}<br /><span class="soft">${versions.map((version) => `v${version} `)}</span>
  </th>`;
}

function featureRow(feature: string, cells: readonly StoryDrift[], windows: readonly string[]): Markup {
  return html`<tr>
    <th scope="row">${feature}</th>
    ${windows.map((window) => heatCell(cells.find(({ windowStart }) => windowStart === window)))}
  </tr>`;
}

function heatCell(cell: StoryDrift | undefined): Markup {
  const ratio = ratioOf(cell);
  const level = LEVELS.findLastIndex((least) => (ratio ?? 0) >= least);
  return html`<td class="heat-${Math.max(0, level)}">
    ${cell?.drifted === true ? '▲ ' : ''}${ratioText(ratio)}
  </td>`;
}

/** Below 1 cut, not rounded: 0.996 must not read as the threshold. */
function ratioText(ratio: number | undefined): string {
  if (ratio === undefined) return withDecimals(ratio, 2);
  return ratio < 1 ? withDecimals(Math.floor(ratio * 100) / 100, 2) : withDecimals(ratio, ratio < 10 ? 1 : 0);
}

function ratioOf(cell: StoryDrift | undefined): number | undefined {
  const ratio = (cell?.psi ?? Number.NaN) / (cell?.threshold ?? Number.NaN);
  return Number.isNaN(ratio) ? undefined : ratio;
}

function farthest(cells: readonly StoryDrift[]): number {
  return Math.max(0, ...cells.map((cell) => ratioOf(cell) ?? 0));
}

/** One hue from pale to strong: the order is seen without telling hues apart. */
export const HEAT_STYLE = `
.heat{width:auto}.heat th,.heat td{border:2px solid var(--paper)}.heat thead th{padding:.3rem .4rem;text-align:center}.heat tbody th{padding:.35rem .9rem .35rem 0;white-space:nowrap;text-align:left}.heat thead th:first-child{text-align:left;padding-left:0}
.heat td{min-width:4.2rem;padding:.35rem .4rem;text-align:center;white-space:nowrap}
.heat-0{background:#f1f0ec;color:#4c545d}.heat-1{background:#e8e5da;color:#3c434b}.heat-2{background:#f6d9b8;color:#3a2a17}.heat-3{background:#f0ae74;color:#2e1a06;font-weight:600}.heat-4{background:#c05a17;color:#fff;font-weight:600}.heat-5{background:#8a3200;color:#fff;font-weight:600}
@media (prefers-color-scheme:dark){.heat-0{background:#1d2125;color:#a3abb5}.heat-1{background:#282c30;color:#c2c7cd}.heat-2{background:#45301d;color:#f4dcc4}.heat-3{background:#7d4417;color:#fff}.heat-4{background:#d1712e;color:#160b02}.heat-5{background:#ffb27f;color:#1d0f04}}
@media print{.heat-0,.heat-1{background:#fff;color:#000}}
`;
