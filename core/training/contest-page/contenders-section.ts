/** Who stood, as a forest plot: what each would have meant for the champion's metric, and how surely. */
import { better, figure, pValue, signedInterval, withInterval } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import type { Tone } from '../../monitoring/report/chip.ts';
import { section } from '../../monitoring/report/section.ts';
import { strip, stripAxis, stripScale } from '../../monitoring/report/strip-plot.ts';
import type { EvidenceDocument } from '../evidence-document.ts';

type Shown = EvidenceDocument['evidence']['contenders'][number];

export function contendersSection({ evidence, contest }: EvidenceDocument): Markup {
  const { metric, contenders, champion } = evidence;
  const isCompared = contenders.some(({ difference }) => difference !== undefined);
  const scale = stripScale(
    isCompared
      ? [
          0,
          ...contenders.flatMap(({ difference }) =>
            difference === undefined ? [] : [difference.low, difference.high],
          ),
        ]
      : contenders.flatMap(({ primary }) => [primary.low, primary.high]),
  );
  const side = better(metric) === 'lower' ? 'Left' : 'Right';
  const names = [...new Set(contenders.flatMap((own) => Object.keys(own.metrics)))];
  return section({
    title: 'Who stood',
    note: isCompared
      ? `Difference to ${champion ?? 'the champion'} on the same rows, with 95 % intervals. ${side} of the dashed line is better; filled: all of the interval lies on one side.`
      : `${metric} with 95 % intervals; ${better(metric)} is better. There is nobody to be held against.`,
    body: html`<table class="strips stack middle contenders">
        <thead>
          <tr>
            <th scope="col">Contender</th>
            <th scope="col">${isCompared ? `Difference of ${metric}` : metric}</th>
            <th scope="col">${metric} [95 %]</th>
            <th scope="col">Difference [95 %]</th>
            <th scope="col" class="number">p</th>
          </tr>
        </thead>
        <tbody>
          ${contenders.map((own) => {
            const drawn = isCompared ? own.difference : own.primary;
            const tone = toneOf(own, metric);
            return html`<tr>
              <th scope="row">
                ${own.contender}
                <div class="soft small">${roleOf(own, contest, champion)}</div>
              </th>
              <td>
                ${strip({
                  label: drawn === undefined ? 'the line that others are held against' : withInterval(drawn),
                  scale,
                  rules: isCompared ? [{ at: 0 }] : [],
                  intervals: drawn === undefined ? [] : [{ ...drawn, tone }],
                  points: drawn === undefined ? [] : [{ at: drawn.value, tone, isHollow: tone === 'calm' }],
                })}
              </td>
              <td class="nowrap" data-label="${metric}">${withInterval(own.primary)}</td>
              <td class="nowrap" data-label="Difference">${difference(own)}</td>
              <td class="number" data-label="p">${pValue(own.difference?.pValue)}</td>
            </tr>`;
          })}
        </tbody>
        <tfoot>
          <tr>
            <td></td>
            <td>${stripAxis(scale)}</td>
          </tr>
        </tfoot>
      </table>
      <h3>Every metric</h3>
      <table class="stack fit">
        <thead>
          <tr>
            <th scope="col">Contender</th>
            ${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}
            <th scope="col" class="number">Scored in</th>
          </tr>
        </thead>
        <tbody>
          ${contenders.map(
            ({ contender, metrics, scoringSeconds }) =>
              html`<tr>
                <th scope="row">${contender}</th>
                ${names.map((name) => html`<td class="number" data-label="${name}">${figure(metrics[name])}</td>`)}
                <td class="number" data-label="Scored in">${figure(scoringSeconds)} s</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="note">Whoever predicts ${figure(evidence.naive)} for every row needs no model.</p>`,
  });
}

function roleOf(
  { contender }: Shown,
  { candidateId }: EvidenceDocument['contest'],
  champion: string | undefined,
) {
  if (contender === candidateId) return 'candidate';
  return contender === champion ? 'champion' : 'former champion';
}

function difference({ difference: own }: Shown): string {
  if (own === undefined) return '–';
  return signedInterval(own);
}

/** Calm: the interval holds no difference at all. */
function toneOf({ difference: own }: Shown, metric: string): Tone {
  if (own === undefined || !(own.low > 0 || own.high < 0)) return 'calm';
  return (better(metric) === 'lower') === own.high < 0 ? 'good' : 'bad';
}

/** Ids of candidates stay on one line where there is room for it. */
export const CONTENDER_STYLE = '@media (min-width:62rem){.contenders tbody th{min-width:11.5rem}}';
