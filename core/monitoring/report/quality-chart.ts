/** Realised quality by day, with the line that the contest promised and the limit that alarms. */
import { finite, instantOf, linePath, place, type Scale, ticks } from '../chart-scale.ts';
import { better, count, dayText, figure, measured, shortDay, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { WindowReport } from '../window-report.ts';

type Quality = NonNullable<WindowReport['quality']>;
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 260, 44, 120, 14, 28];

export function qualityChart(quality: Quality): Markup {
  const { metric, promised, byDay } = quality;
  const isLowerBetter = better(metric) === 'lower';
  // Ratios are of losses: what grows with quality counts by what it lacks to 1.
  const limit = isLowerBetter ? promised * quality.limit : 1 - (1 - promised) * quality.limit;
  const values = finite([...byDay.map(({ value }) => value), promised, limit]);
  const room = (Math.max(...values) - Math.min(...values)) * 0.15;
  const low = isLowerBetter ? 0 : Math.min(...values) - room;
  const high = Math.max(...values) + room;
  const y: Scale = { min: low, max: high, from: HEIGHT - BOTTOM, to: TOP };
  const instants = byDay.map(({ day }, index) => instantOf(day) ?? index);
  const x: Scale = {
    min: Math.min(...instants),
    max: Math.max(...instants),
    from: LEFT + 12,
    to: WIDTH - RIGHT,
  };
  const points = byDay.map(({ value }, index) =>
    value === null || !Number.isFinite(value)
      ? undefined
      : { x: place(x, instants[index] ?? 0), y: place(y, value) },
  );
  return html`<figure>
    <div class="scroll" role="region" aria-label="Chart of quality by day" tabindex="0">
      <svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${metric} by day">
        ${ticks(low, high, 5).map((value) => gridLine(place(y, value), measured(value)))}
        ${level('limit', place(y, limit), `limit ${figure(limit)}`)}
        ${level('promised', place(y, promised), `promised ${figure(promised)}`)}
        <path class="line" d="${linePath(points)}" />
        ${points.map((point, index) => dot(point, byDay[index]))} ${dayLabels(quality, x, instants)}
      </svg>
    </div>
    <figcaption>
      ${metric} of each day with labels (${better(metric)} is better). Dashed: what the contest promised.
      Solid: the limit, ${withDecimals(quality.limit, 2)} times the promised
      ${isLowerBetter ? 'error' : 'distance to 1'}. Judged is the value over all days together,
      ${figure(quality.value)} on ${count(quality.rows)} rows; single days are noisier.
    </figcaption>
    ${figuresOf(quality)}
  </figure>`;
}

function gridLine(y: number, text: string): Markup {
  return html`<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT + 8}" />
    <text class="soft" x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${text}</text>`;
}

function level(name: string, y: number, text: string): Markup {
  return html`<path class="${name}" d="M${LEFT} ${y}H${WIDTH - RIGHT + 8}" />
    <text class="${name}" x="${WIDTH - RIGHT + 14}" y="${y + 4}">${text}</text>`;
}

function dot(point: { x: number; y: number } | undefined, day: Quality['byDay'][number] | undefined) {
  if (point === undefined || day === undefined) return undefined;
  return html`<circle class="dot" cx="${point.x}" cy="${point.y}" r="4">
    <title>${dayText(day.day)}: ${figure(day.value)}, ${count(day.rows)} rows</title>
  </circle>`;
}

/** As many days as have room. */
function dayLabels({ byDay }: Quality, x: Scale, instants: readonly number[]): readonly Markup[] {
  const every = Math.max(1, Math.ceil(byDay.length / 7));
  return byDay.flatMap(({ day }, index) =>
    index % every === 0
      ? [
          html`<text
            class="soft"
            x="${place(x, instants[index] ?? 0)}"
            y="${HEIGHT - 8}"
            text-anchor="middle"
          >
            ${shortDay(day)}
          </text>`,
        ]
      : [],
  );
}

function figuresOf({ metric, byDay }: Quality): Markup {
  return html`<details>
    <summary>The figures of each day</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" class="number">Rows</th>
          <th scope="col" class="number">${metric}</th>
        </tr>
      </thead>
      <tbody>
        ${byDay.map(
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

export const QUALITY_STYLE = `
.line{fill:none;stroke:var(--calm);stroke-width:2}.dot{fill:var(--panel);stroke:var(--calm);stroke-width:2}
path.promised{stroke:var(--good);stroke-width:1.5;stroke-dasharray:6 4}path.limit{stroke:var(--bad);stroke-width:1.5}
svg text.promised{fill:var(--good)}svg text.limit{fill:var(--bad)}
`;
