import { linePath, place, type Scale } from '#core/monitoring/chart-scale';
import { html, type Markup } from '#core/monitoring/html';
import { type Drawing, mark } from '../report/chart.ts';
import type { StudiedMetric } from './estimate-case.ts';
import type { EstimateResults } from './run-estimate.ts';
import type { ScoredWindow } from './score-case.ts';

const [LEFT, TOP, PANEL_WIDTH, PANEL_HEIGHT, GAP_X, GAP_Y] = [52, 52, 280, 130, 60, 58];
const SHOWN: Readonly<Record<string, StudiedMetric>> = { binary: 'auc', regression: 'rmse' };
const LOOKS = [
  { look: 'gyre', label: 'estimated' },
  { look: 'ks', label: 'realised' },
  { look: 'psi', label: 'promised' },
] as const;

/** One panel a group of windows: what was estimated before there were labels, what came, and what had been promised. */
export function estimateDrawing({ scored, groups, seed }: EstimateResults): Drawing {
  const shown = groups.filter(({ metric }) => Object.values(SHOWN).includes(metric));
  const panels = shown.map(({ group, metric }, index) =>
    panel(
      `${group}: ${metric}`,
      scored.filter((one) => one.group === group && one.metric === metric && (one.seed ?? seed) === seed),
      {
        x: LEFT + (index % 2) * (PANEL_WIDTH + GAP_X),
        y: TOP + Math.floor(index / 2) * (PANEL_HEIGHT + GAP_Y),
      },
    ),
  );
  const key = LOOKS.map(
    ({ look, label }, index) =>
      html`${mark(look, LEFT + 110 * index, 16)}<text x="${LEFT + 12 + 110 * index}" y="20">${label}</text>`,
  );
  return {
    ...{ width: LEFT + 2 * PANEL_WIDTH + GAP_X + 20, body: [...key, ...panels] },
    height: TOP + Math.ceil(shown.length / 2) * (PANEL_HEIGHT + GAP_Y),
    label: 'Estimated, realised and promised quality, window by window',
  };
}

function panel(title: string, windows: readonly ScoredWindow[], at: { x: number; y: number }): Markup {
  const series = [
    windows.map(({ estimates }) => estimates['gyre'] ?? 0),
    windows.map(({ realised }) => realised),
    windows.map(({ promised }) => promised),
  ];
  const [min, max] = [Math.min(...series.flat()), Math.max(...series.flat())];
  const room = 0.05 * (max - min || 1);
  const y: Scale = { min: min - room, max: max + room, from: at.y + PANEL_HEIGHT, to: at.y };
  const x: Scale = { min: 0, max: Math.max(1, windows.length - 1), from: at.x, to: at.x + PANEL_WIDTH };
  const lines = series.map((values, index) => {
    const path = linePath(values.map((value, window) => ({ x: place(x, window), y: place(y, value) })));
    if (index === 0) return html`<path class="line gyre" d="${path}" />`;
    return index === 1
      ? html`<path class="line ks" d="${path}" />`
      : html`<path class="line psi" d="${path}" />`;
  });
  const grid = [min, (min + max) / 2, max].map(
    (value) =>
      html`<path class="grid" d="M${at.x} ${place(y, value)}H${at.x + PANEL_WIDTH}" /><text
          class="soft"
          x="${at.x - 6}"
          y="${place(y, value) + 4}"
          text-anchor="end"
          >${value.toPrecision(3)}</text
        >`,
  );
  return html`<text x="${at.x}" y="${at.y - 8}">${title}</text>${grid}${lines.toReversed()}<text
      class="soft"
      x="${at.x + PANEL_WIDTH}"
      y="${at.y + PANEL_HEIGHT + 16}"
      text-anchor="end"
      >${windows.length} windows</text
    >`;
}
