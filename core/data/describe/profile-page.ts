/** A file as one page: how much of each column is there, where its values lie, and what to look at before using it. */
import { counted, measured, percent } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import { pageFrame } from '../../monitoring/page-frame.ts';
import { facts, section } from '../../monitoring/report/section.ts';
import { type ColumnFacts, type NumberFacts, remarksOn, type TableFacts } from './column-facts.ts';

export interface ProfilePage extends TableFacts {
  /** The file's name. */
  readonly file: string;
}

const [WIDTH, HEIGHT] = [240, 56];
const MOST_BARS = 5;

export function profilePage(table: ProfilePage): string {
  const { file, rows, columns } = table;
  return pageFrame({
    title: `${file}: profile`,
    style: STYLE,
    body: html`${head(table)}
      <main>${lookAt(columns)} ${columns.map((column) => columnSection(column))}</main>
      <footer>
        <p>
          ${counted(rows, 'row')} of ${file}, read once. Quantiles are within 1/64 of their value, counts of
          different values within 5 %, everything else is exact. This file loads nothing and runs nothing; it
          holds values of the data.
        </p>
      </footer>`,
  });
}

function head({ file, rows, columns, duplicateRows }: ProfilePage): Markup {
  const missing = columns.reduce((sum, column) => sum + column.missing, 0);
  const cells = rows * columns.length;
  const gaps = columns.filter((column) => column.missing > 0).length;
  return html`<header>
    <div class="flag calm"></div>
    <p class="eyebrow">Profile</p>
    <h1>${file}</h1>
    ${facts([
      ['Rows', rows.toLocaleString('en-US'), `${counted(duplicateRows, 'row')} of them for the second time`],
      ['Columns', String(columns.length), typesOf(columns)],
      ['Missing', percent(cells === 0 ? 0 : missing / cells), `${counted(gaps, 'column')} with gaps`],
    ])}
  </header>`;
}

function typesOf(columns: readonly ColumnFacts[]): string {
  const counts = new Map<string, number>();
  for (const { type } of columns) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
}

function lookAt(columns: readonly ColumnFacts[]): Markup | undefined {
  const remarked = columns
    .map((column) => ({ name: column.name, remarks: remarksOn(column) }))
    .filter(({ remarks }) => remarks.length > 0);
  if (remarked.length === 0) return undefined;
  return section({
    title: 'Look at these first',
    note: 'What a contract would have to say, or a model would stumble over.',
    body: html`<ul class="plain">
      ${remarked.map(({ name, remarks }) => html`<li><strong>${name}</strong> ${remarks.join('; ')}</li>`)}
    </ul>`,
  });
}

function columnSection(column: ColumnFacts): Markup {
  const { name, type, rows, missing, distinct, isDistinctExact, numbers, times, values } = column;
  const share = rows === 0 ? 0 : missing / rows;
  const most = isDistinctExact ? '' : 'about ';
  return section({
    title: name,
    note: html`<span class="chip calm">${type}</span> ${share === 0 ? 'no gap' : `${percent(share)} missing`},
      ${most}${counted(distinct, 'different value')}`,
    body: html`${share === 0 ? undefined : presence(share)}
    ${column.isUnique ? html`<p>no value comes twice</p>` : undefined}
    ${numbers === undefined ? undefined : numberBody(numbers)}
    ${times === undefined ? undefined : html`<p>${times.earliest} to ${times.latest}</p>`}
    ${numbers === undefined && values.length > 0 ? valueBars(values, rows - missing) : undefined}`,
  });
}

/** A line as long as the share of rows with a value. */
function presence(missingShare: number): Markup {
  const present = WIDTH * (1 - missingShare);
  return html`<svg
    class="presence"
    viewBox="0 0 ${WIDTH} 6"
    width="${WIDTH}"
    height="6"
    role="img"
    aria-label="${percent(1 - missingShare)} of the rows have a value"
  >
    <path class="gap" d="M0 3H${WIDTH}" />
    <path class="there" d="M0 3H${present}" />
  </svg>`;
}

function numberBody(numbers: NumberFacts): Markup {
  const { least, greatest, mean, deviation, quantiles, zeros, histogram } = numbers;
  const [low, lower, median, upper, high] = quantiles;
  const fullest = Math.max(1, ...histogram.counts);
  const slot = WIDTH / histogram.counts.length;
  const bars = histogram.counts.map((count, at) => {
    const top = HEIGHT - (HEIGHT - 2) * (count / fullest);
    return `M${place(at * slot + 0.5)} ${HEIGHT}V${place(top)}H${place((at + 1) * slot - 0.5)}V${HEIGHT}Z`;
  });
  return html`<figure>
      <svg
        class="histogram"
        viewBox="0 0 ${WIDTH} ${HEIGHT + 1}"
        width="${WIDTH}"
        height="${HEIGHT + 1}"
        role="img"
        aria-label="values from ${measured(histogram.from)} to ${measured(histogram.to)}; median ${measured(median)}"
      >
        <path class="bars" d="${bars.join('')}" />
        <path class="axis" d="M0 ${HEIGHT}H${WIDTH}" />
      </svg>
      <figcaption>
        ${measured(histogram.from)} to ${measured(histogram.to)}; what lies outside is in the outer bars
      </figcaption>
    </figure>
    <p>
      median <strong>${measured(median)}</strong>, half of the values from ${measured(lower)} to
      ${measured(upper)}, 98 % from ${measured(low)} to ${measured(high)}; least ${measured(least)}, greatest
      ${measured(greatest)}; mean ${measured(mean)} ± ${measured(deviation)}; ${counted(zeros, 'zero')}
    </p>`;
}

function valueBars(values: ColumnFacts['values'], present: number): Markup {
  return html`<table class="fit">
    <tbody>
      ${values.slice(0, MOST_BARS).map(
        ([value, count]) =>
          html`<tr>
            <th>${value}</th>
            <td class="number">${percent(count / present)}</td>
            <td>
              <svg class="share" viewBox="0 0 100 8" width="100" height="8" aria-hidden="true">
                <path class="there" d="M0 4H${(100 * count) / present}" />
              </svg>
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function place(value: number): number {
  return Math.round(value * 10) / 10;
}

const STYLE = `
.presence,.share{overflow:hidden}.presence path{stroke-width:6}.share path{stroke-width:8}
.presence .gap{stroke:var(--badwash)}.presence .there,.share .there{stroke:var(--calm)}
.histogram .bars{fill:var(--calm);opacity:.7}
`;
