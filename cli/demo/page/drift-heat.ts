/** How far each input was from training, window by window: a table whose cells are tinted. */
import { shortDay, withDecimals } from '#core/monitoring/figures';
import { html, type Markup } from '#core/monitoring/html';
import { type HeatCell, heatStrip } from '#core/monitoring/report/heat-strip';
import type { StoryDrift, StoryModel } from '../story-data.ts';

/** More rows than this tell nothing that the rest does not. */
const MOST_FEATURES = 12;

export function driftHeat({ drift }: StoryModel): Markup {
  const windows = [...new Set(drift.map(({ windowStart }) => windowStart))].sort();
  if (windows.length === 0) return html`<p>No window was judged.</p>`;
  const features = Map.groupBy(drift, ({ feature }) => feature);
  const ranked = [...features].toSorted(([, a], [, b]) => farthest(b) - farthest(a));
  const left = ranked.slice(MOST_FEATURES);
  const rest = Math.max(0, ...left.map(([, cells]) => farthest(cells)));
  return html`<figure>
    ${heatStrip({
      label: 'Table of drift by window',
      columns: windows.map((window) => ({ title: shortDay(window), note: versionsOf(window, drift) })),
      rows: ranked.slice(0, MOST_FEATURES).map(([feature, cells]) => ({
        name: feature,
        cells: windows.map((window) => heatCellOf(cells.find(({ windowStart }) => windowStart === window))),
      })),
    })}
    <figcaption>
      Stability index divided by the input’s own threshold, window by window; each against the training rows
      of the version that answered. ▲ 1 and above: drifted, and alarms.
      ${left.length === 0 ? undefined : `${left.length} further inputs reached ${withDecimals(rest, 2)} at most.`}
      A seasonal input changes because the season does; the contest decides.
    </figcaption>
  </figure>`;
}

function versionsOf(window: string, drift: readonly StoryDrift[]): string {
  const versions = drift.filter(({ windowStart }) => windowStart === window).map(({ version }) => version);
  return [...new Set(versions)].map((version) => `v${version}`).join(' ');
}

function heatCellOf(cell: StoryDrift | undefined): HeatCell | undefined {
  return cell === undefined ? undefined : { ratio: ratioOf(cell), isDrifted: cell.drifted };
}

function ratioOf(cell: StoryDrift | undefined): number | undefined {
  const ratio = (cell?.psi ?? Number.NaN) / (cell?.threshold ?? Number.NaN);
  return Number.isNaN(ratio) ? undefined : ratio;
}

function farthest(cells: readonly StoryDrift[]): number {
  return Math.max(0, ...cells.map((cell) => ratioOf(cell) ?? 0));
}
