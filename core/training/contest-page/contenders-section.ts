/** Who stood, as a forest plot: what each would have meant for the champion's metric, and how surely. */
import type { Scale } from '../../monitoring/chart-scale.ts';
import { better, figure, pValue, signedInterval, withInterval } from '../../monitoring/figures.ts';
import { html, type Markup } from '../../monitoring/html.ts';
import { section } from '../../monitoring/report/section.ts';
import { strip, stripScale } from '../../monitoring/report/strip-plot.ts';
import { figureTable, stripTable } from '../../monitoring/report/strip-table.ts';
import type { EvidenceDocument } from '../evidence-document.ts';
import { contenderName } from './contender-name.ts';
import { differenceStrip } from './difference-strip.ts';

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
  const without = 'the line that others are held against';
  const drawn = { scale, isLowerBetter: better(metric) === 'lower', without };
  const side = better(metric) === 'lower' ? 'Left' : 'Right';
  return section({
    title: 'Who stood',
    note: isCompared
      ? `Difference to ${champion ?? 'the champion'} on the same rows, with 95 % intervals. ${side} of the dashed line is better; filled: all of the interval lies on one side.`
      : `${metric} with 95 % intervals; ${better(metric)} is better. There is nobody to be held against.`,
    body: html`${stripTable({
        columns: [
          'Contender',
          isCompared ? `Difference of ${metric}` : metric,
          `${metric} [95 %]`,
          'Difference [95 %]',
          '#p',
        ],
        rows: contenders.map(
          (own) =>
            html`<tr>
              <th scope="row">
                ${contenderName(own.contender)}
                <div class="soft small">${roleOf(own, contest, champion)}</div>
              </th>
              <td>${isCompared ? differenceStrip(own.difference, drawn) : valueStrip(own, scale)}</td>
              <td class="nowrap" data-label="${metric}">${withInterval(own.primary)}</td>
              <td class="nowrap" data-label="Difference">
                ${own.difference === undefined ? '–' : signedInterval(own.difference)}
              </td>
              <td class="number" data-label="p">${pValue(own.difference?.pValue)}</td>
            </tr>`,
        ),
        scale,
      })}
      <h3>Every metric</h3>
      ${everyMetric(contenders)}
      <p class="note">Whoever predicts ${figure(evidence.naive)} for every row needs no model.</p>`,
  });
}

function roleOf(
  { contender, recalibratedBy }: Shown,
  { candidateId }: EvidenceDocument['contest'],
  champion: string | undefined,
) {
  if (contender === candidateId) return 'candidate';
  if (recalibratedBy !== undefined) return `${champion ?? 'champion'} through a curve`;
  return contender === champion ? 'champion' : 'former champion';
}

function valueStrip({ primary }: Shown, scale: Scale): Markup {
  return strip({
    label: withInterval(primary),
    scale,
    intervals: [{ ...primary, tone: 'calm' }],
    points: [{ at: primary.value, tone: 'calm' }],
  });
}

function everyMetric(contenders: readonly Shown[]): Markup {
  const names = [...new Set(contenders.flatMap((own) => Object.keys(own.metrics)))];
  const isGapKnown = contenders.some(({ overfitting }) => overfitting?.state === 'measured');
  return figureTable({
    columns: [
      'Contender',
      ...names.map((name) => `#${name}`),
      ...(isGapKnown ? ['#On training rows'] : []),
      '#Scored in',
    ],
    rows: contenders.map(
      ({ contender, metrics, scoringSeconds, overfitting }) =>
        html`<tr>
          <th scope="row">${contenderName(contender)}</th>
          ${names.map((name) => html`<td class="number" data-label="${name}">${figure(metrics[name])}</td>`)}
          ${isGapKnown ? html`<td class="number" data-label="On training rows">${trainingText(overfitting)}</td>` : undefined}
          <td class="number" data-label="Scored in">${figure(scoringSeconds)} s</td>
        </tr>`,
    ),
  });
}

/** The metric on the rows that it was trained on, and how much worse the hold-out is. */
function trainingText(found: Shown['overfitting']): string {
  return found?.state === 'measured' ? `${figure(found.training)} (gap ${figure(found.gapPercent)} %)` : '–';
}
