/** A table of strips on one scale: its head, its rows, and the scale's axis below the strips. */
import type { Scale } from '../chart-scale.ts';
import { html, type Markup, type Part } from '../html.ts';
import { stripAxis } from './strip-plot.ts';

export interface StripTable {
  /** Headings; one that begins with `#` stands above figures. */
  readonly columns: readonly string[];
  readonly rows: readonly Part[];
  /** Under the second column; none where rows have scales of their own. */
  readonly scale?: Scale;
  /** What stands at a tick; default: the value. */
  readonly tickText?: (value: number) => string;
  readonly name?: string;
}

export function stripTable({ columns, rows, scale, tickText, name = '' }: StripTable): Markup {
  return html`<table class="strips stack middle ${name}">
    ${tableHead(columns)}
    <tbody>
      ${rows}
    </tbody>
    ${
      scale === undefined
        ? undefined
        : html`<tfoot>
            <tr>
              <td></td>
              <td>${stripAxis(scale, tickText)}</td>
            </tr>
          </tfoot>`
    }
  </table>`;
}

/** A table of figures alone. */
export function figureTable({ columns, rows }: Pick<StripTable, 'columns' | 'rows'>): Markup {
  return html`<table class="stack fit">
    ${tableHead(columns)}
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function tableHead(columns: readonly string[]): Markup {
  return html`<thead>
    <tr>
      ${columns.map((title) =>
        title.startsWith('#')
          ? html`<th scope="col" class="number">${title.slice(1)}</th>`
          : html`<th scope="col">${title}</th>`,
      )}
    </tr>
  </thead>`;
}
