/** What came true by day, what was estimated before labels came, and what both are held against. */
import {
  better,
  count,
  counted,
  dayText,
  figure,
  shortDay,
  signed,
  withDecimals,
  withInterval,
} from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { EstimateSection } from '../sections/estimate.ts';
import type { WindowReport } from '../window-report.ts';
import { type DayChart, dayChart, dayFigures } from './day-chart.ts';
import { section } from './section.ts';
import { strip, stripScale } from './strip-plot.ts';
import { stripTable } from './strip-table.ts';

type Quality = NonNullable<WindowReport['quality']>;

const METHODS: Readonly<Record<EstimateSection['method'], string>> = {
  'confidence-based': 'from the calibrated confidence of the answers (CBPE)',
  'direct-error': 'from the error that is expected of each answer (direct error estimation)',
};

export function qualitySections(report: WindowReport): Markup {
  const { quality, estimate, kind } = report;
  return html`${realised(quality, estimate, kind)}
  ${estimate === undefined ? undefined : estimated(estimate, quality)}`;
}

function realised(
  quality: Quality | undefined,
  estimate: EstimateSection | undefined,
  kind: WindowReport['kind'],
): Markup | undefined {
  if (quality === undefined || quality.byDay.length === 0) {
    if (kind !== 'quality') return undefined;
    return section({
      title: 'Quality by day',
      body: html`<p>
        No day of this window could be judged. Put labels into the landing bucket under <code>_labels/</code>.
      </p>`,
    });
  }
  const { metric, byDay, value, rows, limit, promised } = quality;
  const isSame = estimate?.metric === metric;
  return section({
    title: 'Quality by day',
    note: `${metric} of each day with labels; ${better(metric)} is better. Promised is what the contest showed, the limit ${withDecimals(limit, 2)} times ${better(metric) === 'lower' ? 'that error' : 'its distance to 1'}.`,
    body: html`<figure>
        ${dayChart({
          label: `${metric} by day; the figures are in the table below`,
          startsAtZero: better(metric) === 'lower',
          levels: levelsOf({ metric, promised, limit }),
          series: [
            { name: 'realised', tone: 'calm', isEstimated: false, days: byDay },
            ...(isSame
              ? [{ name: 'estimated', tone: 'other', isEstimated: true, days: estimate.byDay } as const]
              : []),
          ],
        })}
        <figcaption>
          Judged is the value over all days together, ${figure(value)} on ${count(rows)} rows; single days are
          noisier.
        </figcaption>
      </figure>
      ${dayFigures(metric, byDay)}`,
  });
}

/** Ratios are of losses: what grows with quality counts by what it lacks to 1. */
function levelsOf({
  metric,
  promised,
  limit,
}: Pick<Quality, 'metric' | 'promised' | 'limit'>): DayChart['levels'] {
  const isLower = better(metric) === 'lower';
  const bound = isLower ? promised * limit : 1 - (1 - promised) * limit;
  return [
    { name: 'limit', value: bound, isNamedAbove: bound >= promised },
    { name: 'promised', value: promised, isNamedAbove: bound < promised },
  ];
}

function estimated(estimate: EstimateSection, quality: Quality | undefined): Markup {
  const { metric, method, rows, promised, byDay, low, high } = estimate;
  const isDrawn = quality?.metric === metric && quality.byDay.length > 0;
  return section({
    title: 'Quality, estimated',
    note: 'Before labels are there. It assumes that inputs mean what they meant in training: it sees a shift of inputs, and no change of their meaning.',
    body: html`<p class="lead">
        ${metric} is estimated at <strong>${withInterval(estimate)}</strong>; the contest promised
        ${figure(promised)}.
      </p>
      <p class="soft small">On ${counted(rows, 'row')}, ${METHODS[method]}.</p>
      ${
        isDrawn || byDay.length === 0
          ? undefined
          : html`<figure>
              ${dayChart({
                label: `estimated ${metric} by day`,
                startsAtZero: false,
                levels: [{ name: 'promised', value: promised, isNamedAbove: better(metric) === 'higher' }],
                series: [{ name: 'estimated', tone: 'other', isEstimated: true, days: byDay }],
                band: { low, high },
              })}
              <figcaption>Behind: the interval of the whole window.</figcaption>
            </figure>`
      }
      ${trackRecord(estimate)}`,
  });
}

/** Whoever estimates is held to what came true. */
function trackRecord({ trackRecord: windows, meanAbsoluteError, metric }: EstimateSection): Markup {
  if (windows.length === 0)
    return html`<p class="note">
      No earlier estimate could be compared yet: no window’s labels have matured.
    </p>`;
  const newest = windows.slice(-13);
  const scale = stripScale(newest.flatMap((window) => [window.estimated, window.realised]));
  return html`<h3>How good its estimates were</h3>
    <p>
      Off by ${figure(meanAbsoluteError)} ${metric} on average over ${counted(windows.length, 'window')} whose
      labels have matured since.
    </p>
    ${stripTable({
      columns: ['Window of', '◯ estimated ◆ realised', '#Estimated', '#Realised', '#Off by'],
      rows: newest.map(
        (window) =>
          html`<tr>
            <th scope="row">${shortDay(window.windowStart)} ${yearOf(window.windowStart)}</th>
            <td>
              ${strip({
                label: `estimated ${figure(window.estimated)}, realised ${figure(window.realised)}`,
                scale,
                points: [
                  { at: window.estimated, tone: 'other', isHollow: true, isRound: true },
                  { at: window.realised, tone: 'calm' },
                ],
              })}
            </td>
            <td class="number" data-label="Estimated">${figure(window.estimated)}</td>
            <td class="number" data-label="Realised">${figure(window.realised)}</td>
            <td class="number" data-label="Off by">${signed(window.estimated - window.realised)}</td>
          </tr>`,
      ),
      scale,
    })}`;
}

function yearOf(iso: string): string {
  return dayText(iso).split(' ')[2] ?? '';
}
