import { place, type Scale } from '#core/monitoring/chart-scale';
import { html } from '#core/monitoring/html';
import type { Drawing } from '../report/chart.ts';
import { rowsText } from './gate-tables.ts';
import type { GateResults } from './run-gate.ts';

const [WIDTH, TOP, STEP, LEFT, RIGHT] = [700, 56, 26, 250, 24];

/** One line a kind of contest: how often intervals hold the truth, corrected and as bare percentiles. */
export function coverageDrawing({ coverage }: GateResults): Drawing {
  const x: Scale = { min: 0.88, max: 1, from: LEFT, to: WIDTH - RIGHT };
  const bottom = TOP + coverage.length * STEP;
  const grid = [0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 1].map(
    (value) =>
      html`<path class="grid" d="M${place(x, value)} ${TOP - 8}V${bottom}" /><text
          class="soft"
          x="${place(x, value)}"
          y="${bottom + 18}"
          text-anchor="middle"
          >${Math.round(100 * value)} %</text
        >`,
  );
  const levels = html`<path class="nominal" d="M${place(x, 0.95)} ${TOP - 8}V${bottom}" /><path
      class="limit"
      d="M${place(x, 0.93)} ${TOP - 8}V${bottom}"
    /><path class="limit" d="M${place(x, 0.97)} ${TOP - 8}V${bottom}" />`;
  const lines = coverage.map(({ metric, dependence, blocks, difference, percentiles }, index) => {
    const y = TOP + (index + 0.5) * STEP;
    return html`<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end"
        >${metric.toUpperCase()}, ${rowsText(dependence)}, ${blocks} days</text
      ><rect class="ks" x="${place(x, percentiles) - 4}" y="${y - 4}" width="8" height="8" /><circle
        class="gyre"
        cx="${place(x, difference)}"
        cy="${y}"
        r="5"
      />`;
  });
  const key = html`<circle class="gyre" cx="${LEFT}" cy="20" r="5" /><text x="${LEFT + 12}" y="24"
      >as the gate takes them</text
    ><rect class="ks" x="${LEFT + 196}" y="16" width="8" height="8" /><text x="${LEFT + 212}" y="24"
      >bare percentiles of the draws</text
    >`;
  return {
    ...{ width: WIDTH, height: bottom + 30, body: [key, ...grid, levels, ...lines] },
    label: 'How often an interval of 95 % holds the true difference of two models, by metric, rows and days',
  };
}
