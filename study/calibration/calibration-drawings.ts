import { linePath, place, type Scale } from '#core/monitoring/chart-scale';
import { html, type Markup } from '#core/monitoring/html';
import { type Drawing, legend, SERIES } from '../report/chart.ts';
import { FAMILIES, type FamilyName } from '../verdicts/families.ts';
import type { PowerPoint } from './power-curves.ts';
import type { CalibrationResults } from './run-calibration.ts';

const [WIDTH, LEFT, TOP] = [700, 44, 48];
const [PANEL_WIDTH, PANEL_HEIGHT, GAP_X, GAP_Y] = [290, 150, 50, 62];
/** Windows of fewer rows show how power grows, of more nothing but certainty. */
const DRAWN_ROWS = 2_000;

/** One panel a kind of change: share of windows called over the size of the effect. */
export function powerDrawing({ power }: CalibrationResults): Drawing {
  const families = [...new Set(power.map(({ family }) => family))];
  const rows = power.some((point) => point.rows === DRAWN_ROWS) ? DRAWN_ROWS : (power[0]?.rows ?? 0);
  const panels = families.map((family, index) =>
    panel(
      family,
      power.filter((point) => point.family === family && point.rows === rows),
      {
        x: LEFT + (index % 2) * (PANEL_WIDTH + GAP_X),
        y: TOP + Math.floor(index / 2) * (PANEL_HEIGHT + GAP_Y),
      },
    ),
  );
  const height = TOP + Math.ceil(families.length / 2) * (PANEL_HEIGHT + GAP_Y);
  return {
    ...{ width: WIDTH, height, body: [...legend(LEFT, 16), ...panels] },
    label: `Share of windows of ${rows} rows in which a change is called, over the size of the effect`,
  };
}

function panel(family: FamilyName, points: readonly PowerPoint[], at: { x: number; y: number }): Markup {
  const largest = Math.max(...points.map(({ effect }) => effect));
  const x: Scale = { min: 0, max: largest, from: at.x, to: at.x + PANEL_WIDTH };
  const y: Scale = { min: 0, max: 1, from: at.y + PANEL_HEIGHT, to: at.y };
  const smallest = FAMILIES.find(({ name }) => name === family)?.minimum ?? 0;
  const lines = SERIES.toReversed().map(({ contender, look }) => {
    const path = linePath(
      points.map(({ effect, called }) => ({ x: place(x, effect), y: place(y, called[contender] ?? 0) })),
    );
    return look === 'gyre'
      ? html`<path class="line gyre" d="${path}" />`
      : look === 'ks'
        ? html`<path class="line ks" d="${path}" />`
        : html`<path class="line psi" d="${path}" />`;
  });
  const grid = [0, 0.5, 1].map(
    (value) =>
      html`<path class="grid" d="M${at.x} ${place(y, value)}H${at.x + PANEL_WIDTH}" /><text
          class="soft"
          x="${at.x - 6}"
          y="${place(y, value) + 4}"
          text-anchor="end"
          >${Math.round(100 * value)}</text
        >`,
  );
  const bottom = at.y + PANEL_HEIGHT;
  return html`<text x="${at.x}" y="${at.y - 6}">${family}</text>${grid}<path
      class="nominal"
      stroke-dasharray="2 2"
      d="M${place(x, smallest)} ${at.y}V${bottom}"
    /><text class="soft" x="${place(x, smallest)}" y="${bottom + 16}" text-anchor="middle"
      >${Number(smallest.toPrecision(3))}</text
    ><text class="soft" x="${at.x + PANEL_WIDTH}" y="${bottom + 16}" text-anchor="end"
      >${Number(largest.toPrecision(3))}</text
    >${lines}`;
}

/** One line a distribution: measured rates beside the nominal level and what may be. */
export function falseAlarmDrawing({ byFeature, windows }: CalibrationResults): Drawing {
  const [left, step] = [170, 30];
  const x: Scale = { min: 0, max: 0.08, from: left, to: WIDTH - 24 };
  const bottom = TOP + byFeature.length * step;
  const grid = [0, 0.02, 0.04, 0.06, 0.08].map(
    (value) =>
      html`<path class="grid" d="M${place(x, value)} ${TOP}V${bottom}" /><text
          class="soft"
          x="${place(x, value)}"
          y="${bottom + 18}"
          text-anchor="middle"
          >${Math.round(100 * value)} %</text
        >`,
  );
  const lines = byFeature.map(({ distribution, at05, at01 }, index) => {
    const y = TOP + (index + 0.5) * step;
    return html`<text x="${left - 14}" y="${y + 4}" text-anchor="end">${distribution}</text
      ><circle class="gyre" cx="${place(x, at05)}" cy="${y}" r="5" /><rect
        class="gyre"
        x="${place(x, at01) - 4}"
        y="${y - 4}"
        width="8"
        height="8"
      />`;
  });
  const levels = [0.05, 0.01].map(
    (level) =>
      html`<path class="nominal" d="M${place(x, level)} ${TOP}V${bottom}" /><path
          class="limit"
          d="M${place(x, 1.2 * level)} ${TOP}V${bottom}"
        />`,
  );
  const key = html`<circle class="gyre" cx="${left}" cy="20" r="5" /><text x="${left + 12}" y="24"
      >level 5 %</text
    ><rect class="gyre" x="${left + 106}" y="16" width="8" height="8" /><text x="${left + 122}" y="24"
      >level 1 %</text
    ><text class="soft" x="${left + 220}" y="24">lines: nominal, and nominal + 20 % (dashed)</text>`;
  return {
    ...{ width: WIDTH, height: bottom + 30, body: [key, ...grid, ...levels, ...lines] },
    label: `False alarms of one feature by distribution, in ${windows} windows without change`,
  };
}
