/** A contest as a forest plot: what each contender would have meant for the champion's metric. */
import { finite, place, type Scale, ticks } from '#core/monitoring/chart-scale';
import { better, dayText, figure, measured, pValue, signed } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import type { StoryContender, StoryContest } from '../story-data.ts';
import { outcomeChip } from './outcome-chip.ts';

const [WIDTH, HEIGHT, MARGIN] = [300, 26, 10];
const VERDICTS = { pass: '✓ pass', fail: '✕ fail', info: 'i info' } as const;
const TONES = { pass: 'good', fail: 'bad', info: '' } as const;

/** @param anchor number by which decisions link to it */
export function contestPlot(contest: StoryContest, anchor: number): Markup {
  const { contestId, asOf, cause, outcome, winner, champion, metric, contenders } = contest;
  const ends = finite(contenders.flatMap(({ difference, low, high }) => [difference, low, high]));
  const x: Scale = { min: Math.min(0, ...ends), max: Math.max(0, ...ends), from: MARGIN, to: WIDTH - MARGIN };
  const against = champion === null ? 'no champion yet' : `against v${champion}`;
  const result = winner === null ? undefined : html` <strong>v${winner}</strong>`;
  return html`<section id="contest-${anchor}" class="contest">
    <h3>${dayText(asOf)}: ${cause}, ${against}</h3>
    <p>${outcomeChip(outcome)}${result} <code class="soft">${contestId}</code></p>
    <figure>
      <div
        class="scroll"
        role="region"
        aria-label="Contenders of the contest of ${dayText(asOf)}"
        tabindex="0"
      >
        <table class="forest">
          <thead>
            <tr>
              <th scope="col">Contender</th>
              <th scope="col" class="number">${metric}</th>
              <th scope="col">Difference to the champion</th>
              <th scope="col">Difference [95 %]</th>
              <th scope="col" class="number">p</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            ${contenders.map((contender) => contenderRow(contender, metric, x))}
          </tbody>
          ${ends.length === 0 ? undefined : axisRow(x)}
        </table>
      </div>
      <figcaption>
        ${champion === null ? 'No champion to be held against: the clauses alone decide.' : captionOf(metric)}
      </figcaption>
    </figure>
    ${clausesOf(contest)}
  </section>`;
}

function captionOf(metric: string): string {
  const [way, side] = better(metric) === 'lower' ? ['lower', 'left'] : ['higher', 'right'];
  return `${metric} on the same hold-out rows; ${way} is better, so ${side} of the zero line beats the champion. Filled: the difference is significant after correction; hollow: it is not.`;
}

function contenderRow(contender: StoryContender, metric: string, x: Scale): Markup {
  const { difference, value, note } = contender;
  const hasDifference = difference !== null && Number.isFinite(difference);
  return html`<tr>
    <th scope="row">${contender.contender}</th>
    <td class="number">${figure(value)}</td>
    <td>${interval(contender, metric, x)}</td>
    <td class="nowrap">${hasDifference ? written(contender) : '–'}</td>
    <td class="number">${pValue(contender.pValue)}</td>
    <td>${note}</td>
  </tr>`;
}

/** Hundredths where the difference is of that size, thousandths below. */
function written({ difference, low, high }: StoryContender): string {
  const decimals = Math.max(...finite([difference, low, high]).map(Math.abs)) < 0.2 ? 3 : 2;
  return `${signed(difference, decimals)} [${signed(low, decimals)}, ${signed(high, decimals)}]`;
}

function interval(contender: StoryContender, metric: string, x: Scale): Markup {
  const { difference, low, high, isSignificant } = contender;
  const zero = html`<path class="zero" d="M${place(x, 0)} 0V${HEIGHT}" />`;
  const frame = (text: string, drawn?: Markup) =>
    html`<svg
      class="interval"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      width="${WIDTH}"
      height="${HEIGHT}"
      role="img"
      aria-label="${text}"
    >
      ${zero}${drawn}
    </svg>`;
  if (difference === null || !Number.isFinite(difference)) return frame('no difference');
  const isBetter = better(metric) === 'lower' ? difference < 0 : difference > 0;
  const tone = isSignificant ? (isBetter ? 'good' : 'bad') : 'open';
  const at = place(x, difference);
  const half = HEIGHT / 2;
  const bar =
    finite([low, high]).length === 2
      ? html`<path
          class="range"
          d="M${place(x, low ?? 0)} ${half}H${place(x, high ?? 0)}M${place(x, low ?? 0)} ${half - 5}v10M${place(x, high ?? 0)} ${half - 5}v10"
        />`
      : undefined;
  const drawn = html`<g class="${tone}">
    ${bar}
    <path class="point" d="M${at - 6} ${half}L${at} ${half - 6}L${at + 6} ${half}L${at} ${half + 6}Z" />
  </g>`;
  return frame(written(contender), drawn);
}

function axisRow(x: Scale): Markup {
  return html`<tfoot>
    <tr>
      <td></td>
      <td class="number"></td>
      <td>
        <svg class="interval" viewBox="0 0 ${WIDTH} 22" width="${WIDTH}" height="22" aria-hidden="true">
          <path class="axis" d="M${MARGIN} 2H${WIDTH - MARGIN}" />
          ${ticks(x.min, x.max, 5).map(
            (value) =>
              html`<path class="axis" d="M${place(x, value)} 2v4" />
                <text class="soft" x="${place(x, value)}" y="19" text-anchor="middle"
                  >${measured(value)}</text
                >`,
          )}
        </svg>
      </td>
      <td colspan="3"></td>
    </tr>
  </tfoot>`;
}

function clausesOf({ clauses }: StoryContest): Markup | undefined {
  if (clauses.length === 0) return undefined;
  return html`<details open>
    <summary>Clauses of the gate</summary>
    <ul class="plain clauses">
      ${clauses.map(
        ({ clause, verdict, text }) =>
          html`<li>
            <span class="chip ${TONES[verdict]}">${VERDICTS[verdict]}</span>
            <strong>${clause}</strong> ${text}
          </li>`,
      )}
    </ul>
  </details>`;
}

export const CONTEST_STYLE = `
.contest{margin:1rem 0 2.5rem;padding:.2rem 1.2rem .6rem;background:var(--panel);border:1px solid var(--line);scroll-margin-top:1rem}
.contest:target{outline:2px solid var(--calm)}.contest h3{margin-top:1rem}
.forest tbody th{min-width:6.5rem}.forest td,.forest th{vertical-align:middle}.forest tfoot td{border:0;padding-top:0}.forest tbody tr:last-child>*{border-bottom-color:transparent}
.interval{min-width:11rem}.interval .zero{stroke:var(--soft);stroke-dasharray:3 3}.interval .range{stroke:currentcolor;stroke-width:2;fill:none}
.interval .point{fill:currentcolor;stroke:currentcolor;stroke-width:2}.interval .open .point{fill:var(--panel)}
.interval .good{color:var(--good)}.interval .bad{color:var(--bad)}.interval .open{color:var(--calm)}
.clauses li{padding:.3rem 0;font-size:.9rem}
`;
