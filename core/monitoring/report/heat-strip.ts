/** Features by windows, as a table whose cells are tinted by how far each lay: the order is seen, and written. */
import { ratioText } from '../figures.ts';
import { html, type Markup, type Part } from '../html.ts';

export interface HeatCell {
  /** Index in thresholds. */
  readonly ratio: number | undefined;
  readonly isDrifted: boolean;
}

export interface HeatStrip {
  readonly label: string;
  readonly columns: readonly { readonly title: string; readonly note: Part }[];
  /** One cell a column; undefined where nothing is known. */
  readonly rows: readonly { readonly name: string; readonly cells: readonly (HeatCell | undefined)[] }[];
}

/** Lower ends of the tints, in thresholds. */
const LEVELS = [0, 0.25, 0.5, 1, 2, 5];

export function heatStrip({ label, columns, rows }: HeatStrip): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table class="heat">
      <thead>
        <tr>
          <th scope="col">Input</th>
          ${columns.map(
            ({ title, note }) => html`<th scope="col">${title}<br /><span class="soft">${note}</span></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, cells }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map(heatCell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function heatCell(cell: HeatCell | undefined): Markup {
  const ratio = cell?.ratio;
  const level = LEVELS.findLastIndex((least) => (ratio ?? 0) >= least);
  return html`<td class="heat-${Math.max(0, level)}">
    ${cell?.isDrifted === true ? '▲ ' : ''}<span class="fine">${ratioText(ratio)}</span>
  </td>`;
}

/** One hue from pale to strong: the order is seen without telling hues apart. On a phone tint and mark remain. */
export const HEAT_STYLE = `
.heat{width:auto}.heat th,.heat td{border:2px solid var(--paper);overflow-wrap:anywhere}.heat thead th{padding:.3rem .3rem;text-align:center;white-space:nowrap;border-bottom:2px solid var(--paper)}.heat tbody th{padding:.35rem .9rem .35rem 0;text-align:left;min-width:5.5rem;max-width:13rem;font-size:.86rem}.heat thead th:first-child{text-align:left;padding-left:0}
.heat td{min-width:3rem;padding:.35rem .2rem;text-align:center;white-space:nowrap;font-size:.84rem}
.heat-0{background:#f1f0ec;color:#4c545d}.heat-1{background:#e8e5da;color:#3c434b}.heat-2{background:#f6d9b8;color:#3a2a17}.heat-3{background:#f0ae74;color:#2e1a06;font-weight:600}.heat-4{background:#c05a17;color:#fff;font-weight:600}.heat-5{background:#8a3200;color:#fff;font-weight:600}
@media (prefers-color-scheme:dark){.heat-0{background:#1d2125;color:#a3abb5}.heat-1{background:#282c30;color:#c2c7cd}.heat-2{background:#45301d;color:#f4dcc4}.heat-3{background:#7d4417;color:#fff}.heat-4{background:#d1712e;color:#160b02}.heat-5{background:#ffb27f;color:#1d0f04}}
@media screen and (max-width:46rem){.heat .fine{display:none}.heat{width:100%;table-layout:fixed}.heat td{min-width:0;height:1.9rem;padding:.2rem 0;font-size:.72rem}.heat thead th:first-child{width:5.6rem}.heat thead th{padding:.2rem 0;writing-mode:vertical-rl;text-align:left}.heat thead th:first-child{writing-mode:horizontal-tb;vertical-align:bottom}.heat thead br{display:none}.heat tbody th{padding-right:.3rem;min-width:0;font-size:.74rem;line-height:1.2}}
@media print{.heat-0,.heat-1{background:#f4f3ef;color:#000}.heat td{min-width:2rem;font-size:.72rem}.heat tbody th{min-width:4.5rem;max-width:9rem}.heat thead th{font-size:.7rem}}
`;
