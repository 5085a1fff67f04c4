/** A metric by day: what was measured, what was estimated, and the levels they are held against, each with its name. */
import { finite, instantOf, linePath, place, type Scale, ticks } from '../chart-scale.ts';
import { count, dayText, figure, measured, shortDay } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { Tone } from './chip.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 250, 54, 106, 24, 32];

interface Day {
  readonly day: string;
  readonly rows: number;
  readonly value: number | null;
}

export interface DayChart {
  readonly label: string;
  readonly series: readonly {
    readonly name: string;
    readonly tone: Tone;
    readonly isEstimated: boolean;
    readonly days: readonly Day[];
  }[];
  readonly levels: readonly {
    readonly name: 'promised' | 'limit';
    readonly value: number;
    /** Where its name stands, so that two levels never write over each other. */
    readonly isNamedAbove: boolean;
  }[];
  /** An interval of all days together. */
  readonly band?: { readonly low: number; readonly high: number };
  readonly startsAtZero: boolean;
}

export function dayChart({ label, series, levels, band, startsAtZero }: DayChart): Markup {
  const days = series.flatMap((own) => own.days);
  const values = finite([
    ...days.map(({ value }) => value),
    ...levels.map(({ value }) => value),
    ...(band === undefined ? [] : [band.low, band.high]),
  ]);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const room = Math.max(most - least, Math.abs(most) * 1e-6, 1e-12) * 0.15;
  const low = startsAtZero ? 0 : least - room;
  const y: Scale = { min: low, max: most + room, from: HEIGHT - BOTTOM, to: TOP };
  const names = [...new Set(days.map(({ day }) => day))].sort();
  const instants = new Map(names.map((day, index) => [day, instantOf(day) ?? index]));
  const ends = finite([...instants.values()]);
  const x: Scale = {
    min: Math.min(...ends),
    max: Math.max(...ends),
    from: LEFT + 14,
    to: WIDTH - RIGHT - 14,
  };
  const at = (day: string) => place(x, instants.get(day) ?? x.min);
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
    ${
      band === undefined
        ? undefined
        : html`<rect
            class="estimated-band"
            x="${LEFT}"
            y="${place(y, band.high)}"
            width="${WIDTH - LEFT - RIGHT}"
            height="${Math.max(1, place(y, band.low) - place(y, band.high))}"
          />`
    }
    ${ticks(low, y.max, 5).map((value) => gridLine(place(y, value), measured(value)))}
    ${levels.map(({ name, value }) => html`<path class="level ${name}" d="M${LEFT} ${place(y, value)}H${WIDTH - RIGHT}" />`)}
    ${series.map((own) => line(own, at, y))} ${levels.map((level) => nameOf(level, y))}
    ${names.map((day, index) => dayLabel(day, index, names.length, at(day)))}
  </svg>`;
}

function gridLine(y: number, text: string): Markup {
  return html`<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}" />
    <text class="soft" x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${text}</text>`;
}

/** Beside its line, on the side that the other level is not on. */
function nameOf({ name, value, isNamedAbove }: DayChart['levels'][number], y: Scale): Markup {
  const at = place(y, value);
  const tone = name === 'limit' ? 'bad' : 'good';
  const x = WIDTH - RIGHT + 7;
  return html`<text class="level-name t-${tone}" x="${x}" y="${isNamedAbove ? at - 14 : at + 9}"
      >${name}</text
    >
    <text class="level-name t-${tone}" x="${x}" y="${isNamedAbove ? at + 3 : at + 26}"
      >${figure(value)}</text
    >`;
}

function line(
  { name, tone, isEstimated, days }: DayChart['series'][number],
  at: (day: string) => number,
  y: Scale,
): Markup {
  const points = days.map(({ day, value }) =>
    value === null || !Number.isFinite(value) ? undefined : { x: at(day), y: place(y, value) },
  );
  // Above the highest of the newest points, where its own line does not run through it.
  const [named] = points
    .slice(-Math.ceil(points.length / 2))
    .filter((point) => point !== undefined)
    .toSorted((a, b) => a.y - b.y);
  return html`<g class="series t-${tone}${isEstimated ? ' estimated' : ''}">
    <path class="line" d="${linePath(points)}" />
    ${points.map((point, index) => dot(point, days[index]))}
    ${
      named === undefined
        ? undefined
        : html`<text class="halo t-${tone}" x="${named.x}" y="${named.y - 9}" text-anchor="middle"
            >${name}</text
          >`
    }
  </g>`;
}

function dot(point: { x: number; y: number } | undefined, day: Day | undefined): Markup | undefined {
  if (point === undefined || day === undefined) return undefined;
  return html`<circle class="dot" cx="${point.x}" cy="${point.y}" r="3.6">
    <title>${dayText(day.day)}: ${figure(day.value)}, ${count(day.rows)} rows</title>
  </circle>`;
}

/** As many days as have room; on a phone every second of them. */
function dayLabel(day: string, index: number, all: number, x: number): Markup | undefined {
  const every = Math.max(1, Math.ceil(all / 7));
  if (index % every !== 0) return undefined;
  const isFine = (index / every) % 2 === 1;
  return html`<text class="soft${isFine ? ' fine' : ''}" x="${x}" y="${HEIGHT - 8}" text-anchor="middle"
    >${shortDay(day)}</text
  >`;
}

/** The figures behind a chart, for who wants to read and not to look. */
export function dayFigures(metric: string, days: readonly Day[]): Markup {
  return html`<details>
    <summary>The figures of each day</summary>
    <table class="fit">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" class="number">Rows</th>
          <th scope="col" class="number">${metric}</th>
        </tr>
      </thead>
      <tbody>
        ${days.map(
          ({ day, rows, value }) =>
            html`<tr>
              <th scope="row">${dayText(day)}</th>
              <td class="number">${count(rows)}</td>
              <td class="number">${figure(value)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

export const DAY_STYLE = `
.series .line{fill:none;stroke:currentcolor;stroke-width:2}.series .dot{fill:var(--paper);stroke:currentcolor;stroke-width:1.8}
.series.estimated .line{stroke-dasharray:6 4}.series.estimated .dot{fill:currentcolor;stroke:none}
.level{fill:none;stroke-width:1.5}.level.promised{stroke:var(--good);stroke-dasharray:6 4}.level.limit{stroke:var(--bad)}
.estimated-band{fill:var(--otherwash);opacity:.7}svg text.halo,svg text.level-name{font-weight:600}
`;
