/** One model's year: realised quality by week, which version answered, and what was decided when. */
import { finite, instantOf, linePath, place, type Scale, ticks } from '#core/monitoring/chart-scale';
import { better, count, dayText, figure, measured, shortDay, signed } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import type { StoryModel, StoryWeek } from '../story-data.ts';
import { signOf } from './outcome-chip.ts';

const WEEK = 7 * 24 * 3600 * 1000;
const [WIDTH, LEFT, RIGHT] = [960, 48, 12];
/** Upwards: the months, the bias, the metric, the marks of decisions, the names of versions. */
const [TOP, PLOT_TOP, PLOT_BOTTOM, BIAS_TOP, BIAS_BOTTOM] = [18, 44, 300, 322, 382];
/** A name at the very end would be cut off. */
const ROOM_OF_MONTH = 28;
/** Washes of versions; one that comes back is seen by its colour, and named. */
const WASHES = 4;

export function weekChart(model: StoryModel): Markup {
  const { metric, weeks, decisions } = model;
  const starts = weeks.map(({ week }) => instantOf(week));
  const instants = finite([
    ...starts.flatMap((start) => (start === undefined ? [] : [start, start + WEEK])),
    ...decisions.map(({ at }) => instantOf(at)),
  ]);
  const values = finite(weeks.flatMap(({ value, promised }) => [value, promised]));
  if (values.length === 0 || instants.length === 0) return html`<p>No week has a known outcome yet.</p>`;
  const x: Scale = { min: Math.min(...instants), max: Math.max(...instants), from: LEFT, to: WIDTH - RIGHT };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(most - least, 1e-9) * 0.12;
  const low = better(metric) === 'lower' ? 0 : least - room;
  const y: Scale = { min: low, max: most + room, from: PLOT_BOTTOM, to: PLOT_TOP };
  const hasBias = finite(weeks.map(({ bias }) => bias)).length > 0;
  const bottom = hasBias ? BIAS_BOTTOM : PLOT_BOTTOM;
  const middle = (index: number) => place(x, (starts[index] ?? Number.NaN) + WEEK / 2);
  const points = weeks.map(({ value }, index) =>
    value === null || !Number.isFinite(value) ? undefined : { x: middle(index), y: place(y, value) },
  );
  return html`<figure>
    <div class="scroll" role="region" aria-label="Chart of ${model.model} by week" tabindex="0">
      <svg
        class="weeks"
        viewBox="0 0 ${WIDTH} ${bottom + 26}"
        role="img"
        aria-label="${metric} of ${model.model} by week; the figures are in the table below"
      >
        ${bands(model, x, bottom)}
        ${ticks(low, y.max, 5).map((value) => gridLine(place(y, value), measured(value)))}
        ${months(x, bottom)} ${decisions.map((decision) => mark(decision, x, bottom))}
        ${weeks.map(({ promised }, index) => promise(promised, starts[index], { x, y }))}
        <path class="line" d="${linePath(points)}" />
        ${points.map((point, index) => dot(point, weeks[index]))}
        ${hasBias ? biasPanel(weeks, middle) : undefined}
      </svg>
    </div>
    <figcaption>
      ${metric} of each week’s rows (${better(metric)} is better); dashed, what the contest had promised of
      the version that served; coloured bands, that
      version.${hasBias ? ' Below, the mean of prediction minus outcome.' : ''} Marks:
      ${[...new Set(decisions.map(({ outcome }) => outcome))].map((outcome) => legend(outcome))}
    </figcaption>
    ${figuresOf(model)}
  </figure>`;
}

function bands({ serving }: StoryModel, x: Scale, bottom: number): readonly Markup[] {
  return serving.map(({ version, from, to }) => {
    const left = place(x, instantOf(from) ?? x.min);
    const width = Math.max(0, place(x, instantOf(to) ?? x.max) - left);
    return html`<rect
        class="wash-${Math.abs(version) % WASHES}"
        x="${left}"
        y="${TOP - 18}"
        width="${width}"
        height="${bottom - TOP + 18}"
      />
      <text class="version" x="${left + 6}" y="${TOP - 3}">v${version}</text>`;
  });
}

function gridLine(y: number, text: string): Markup {
  return html`<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}" />
    <text class="soft" x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${text}</text>`;
}

function months(x: Scale, bottom: number): readonly Markup[] {
  const first = new Date(x.min);
  const marks: Markup[] = [];
  for (let month = 0; month < 60; month += 1) {
    const instant = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
    if (instant > x.max) break;
    if (instant < x.min || place(x, instant) > WIDTH - RIGHT - ROOM_OF_MONTH) continue;
    const text = shortDay(new Date(instant).toISOString()).slice(2);
    marks.push(
      html`<path class="axis" d="M${place(x, instant)} ${bottom}v5" />
        <text class="soft" x="${place(x, instant) + 4}" y="${bottom + 18}">${text}</text>`,
    );
  }
  return marks;
}

function mark({ at, outcome, modelVersion }: StoryModel['decisions'][number], x: Scale, bottom: number) {
  const instant = instantOf(at);
  if (instant === undefined) return undefined;
  const { tone, glyph, word } = signOf(outcome);
  const left = place(x, instant);
  return html`<g class="mark ${tone}">
    <title>${dayText(at)}: ${word}${modelVersion === null ? '' : ` v${modelVersion}`}</title>
    <path d="M${left} ${TOP + 20}V${bottom}" />
    <text x="${left}" y="${TOP + 15}" text-anchor="middle">${glyph}</text>
  </g>`;
}

function promise(promised: number | null, start: number | undefined, { x, y }: { x: Scale; y: Scale }) {
  if (promised === null || !Number.isFinite(promised) || start === undefined) return undefined;
  return html`<path
    class="promised"
    d="M${place(x, start)} ${place(y, promised)}H${place(x, start + WEEK)}"
  />`;
}

function dot(point: { x: number; y: number } | undefined, week: StoryWeek | undefined): Markup | undefined {
  if (point === undefined || week === undefined) return undefined;
  return html`<circle class="dot" cx="${point.x}" cy="${point.y}" r="3.5">
    <title>
      week of ${dayText(week.week)}: ${figure(week.value)}, ${count(week.rows)} rows, v${week.version}
    </title>
  </circle>`;
}

function biasPanel(weeks: readonly StoryWeek[], middle: (index: number) => number): Markup {
  const most = Math.max(1e-9, ...finite(weeks.map(({ bias }) => bias)).map(Math.abs));
  const y: Scale = { min: -most, max: most, from: BIAS_BOTTOM, to: BIAS_TOP };
  const zero = place(y, 0);
  return html`<path class="axis" d="M${LEFT} ${zero}H${WIDTH - RIGHT}" />
    <text class="soft" x="${LEFT - 8}" y="${zero + 4}" text-anchor="end">bias</text>
    ${weeks.map(({ bias }, index) => {
      if (bias === undefined || bias === null || !Number.isFinite(bias)) return undefined;
      const end = place(y, bias);
      return html`<rect
        class="bias"
        x="${middle(index) - 4}"
        y="${Math.min(zero, end)}"
        width="8"
        height="${Math.abs(end - zero)}"
      />`;
    })}`;
}

function legend(outcome: string): Markup {
  const { tone, glyph, word } = signOf(outcome);
  return html`<span class="mark-word ${tone}">${glyph} ${word}</span> `;
}

function figuresOf({ metric, weeks }: StoryModel): Markup {
  return html`<details>
    <summary>The figures of each week</summary>
    <div class="scroll" role="region" aria-label="Figures by week" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Week of</th>
            <th scope="col">Version</th>
            <th scope="col" class="number">Rows</th>
            <th scope="col" class="number">${metric}</th>
            <th scope="col" class="number">Promised</th>
            <th scope="col" class="number">Bias</th>
          </tr>
        </thead>
        <tbody>
          ${weeks.map(
            ({ week, version, rows, value, promised, bias }) =>
              html`<tr>
                <th scope="row">${dayText(week)}</th>
                <td>v${version}</td>
                <td class="number">${count(rows)}</td>
                <td class="number">${figure(value)}</td>
                <td class="number">${figure(promised)}</td>
                <td class="number">${signed(bias)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

export const WEEK_STYLE = `
.weeks{min-width:44rem}.weeks .line{fill:none;stroke:var(--ink);stroke-width:2}.weeks .dot{fill:var(--panel);stroke:var(--ink);stroke-width:1.8}
.wash-1{fill:var(--calmwash)}.wash-2{fill:var(--goodwash)}.wash-3{fill:var(--holdwash)}.wash-0{fill:var(--otherwash)}.weeks rect[class^=wash]{opacity:.75}
.weeks .version{font-weight:700;font-size:13px}.weeks .grid{stroke:var(--soft);opacity:.25}.weeks .promised{fill:none;stroke:var(--ink);stroke-width:1.4;stroke-dasharray:5 4}
.weeks .bias{fill:var(--soft)}
.mark path{stroke:currentcolor;stroke-width:1.2;stroke-dasharray:1 4;fill:none}svg .mark text{fill:currentcolor;font-size:16px;font-weight:700}
.mark,.mark-word{color:var(--soft)}.mark.good,.mark-word.good{color:var(--good)}.mark.bad,.mark-word.bad{color:var(--bad)}.mark.hold,.mark-word.hold{color:var(--hold)}.mark.calm,.mark-word.calm{color:var(--calm)}.mark.other,.mark-word.other{color:var(--other)}
.mark-word{font-weight:600;white-space:nowrap;margin-right:.6rem}
`;
