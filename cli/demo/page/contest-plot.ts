/** A contest as a forest plot: what each contender would have meant for the champion's metric. */
import { finite, type Scale } from '#core/monitoring/chart-scale';
import { better, dayText, figure, pValue, signedInterval } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import { strip, STRIP_STYLE, stripAxis, stripScale } from '#core/monitoring/report/strip-plot';
import type { StoryContender, StoryContest } from '../story-data.ts';
import { outcomeChip } from './outcome-chip.ts';

const VERDICTS = { pass: '✓ pass', fail: '✕ fail', info: 'i info' } as const;
const TONES = { pass: 'good', fail: 'bad', info: '' } as const;

/** @param anchor number by which decisions link to it */
export function contestPlot(contest: StoryContest, anchor: number): Markup {
  const { contestId, asOf, cause, outcome, winner, champion, metric, contenders } = contest;
  const ends = finite(contenders.flatMap(({ difference, low, high }) => [difference, low, high]));
  const x = stripScale([0, ...ends]);
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
        <table class="forest strips">
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
    <td class="nowrap">${hasDifference ? signedInterval({ ...contender, value: difference }) : '–'}</td>
    <td class="number">${pValue(contender.pValue)}</td>
    <td>${note}</td>
  </tr>`;
}

function interval(contender: StoryContender, metric: string, scale: Scale): Markup {
  const { difference, low, high, isSignificant } = contender;
  const at = difference ?? Number.NaN;
  const isBetter = better(metric) === 'lower' ? at < 0 : at > 0;
  const tone = isSignificant ? (isBetter ? 'good' : 'bad') : 'calm';
  return strip({
    label: Number.isFinite(at) ? signedInterval({ value: at, low, high }) : 'no difference',
    scale,
    rules: [{ at: 0 }],
    intervals: [{ low: low ?? Number.NaN, high: high ?? Number.NaN, tone }],
    points: [{ at, tone, isHollow: !isSignificant }],
  });
}

function axisRow(scale: Scale): Markup {
  return html`<tfoot>
    <tr>
      <td></td>
      <td class="number"></td>
      <td>${stripAxis(scale)}</td>
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
${STRIP_STYLE}
.clauses li{padding:.3rem 0;font-size:.9rem}
`;
