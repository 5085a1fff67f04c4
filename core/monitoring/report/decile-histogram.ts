/** Where the values of a feature lie: training's tenths as outlines, the window's as bars. */
import { finite, place, type Scale } from '../chart-scale.ts';
import { measured, percent } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { FeatureVerdict } from '../window-report.ts';
import { byUrgency } from './verdict-sentence.ts';

const [WIDTH, HEIGHT, LABELS] = [240, 84, 18];
/** Between the groups of values and the missing rows. */
const GAP = 10;

export function decileHistograms(features: readonly FeatureVerdict[]): Markup | undefined {
  const drawn = byUrgency(features).filter(
    ({ status, shares }) => status === 'drifted' && shares !== undefined,
  );
  if (drawn.length === 0) return undefined;
  return html`<h3>What drifted, before and now</h3>
    <figure>
      <div class="histograms">${drawn.map(card)}</div>
      <figcaption>
        Shares of rows in training's own tenths, lowest values left, missing rows apart at the right. Outline:
        training. Filled: this window. An input that did not move fills its outlines.
      </figcaption>
    </figure>`;
}

function card(feature: FeatureVerdict): Markup {
  const before = finite(feature.shares?.before ?? []);
  const now = finite(feature.shares?.now ?? []);
  const groups = Math.max(before.length, now.length, 1);
  const slot = (WIDTH - GAP) / groups;
  const scale: Scale = { min: 0, max: Math.max(0.2, ...before, ...now), from: HEIGHT, to: 4 };
  const bars = Array.from({ length: groups }, (_, group) => {
    const left = group * slot + (group === groups - 1 && groups > 1 ? GAP : 0);
    const width = slot - 3;
    const [top, topBefore] = [place(scale, now[group] ?? 0), place(scale, before[group] ?? 0)];
    return html`<rect
        class="now"
        x="${left + 1.5}"
        y="${top}"
        width="${Math.max(1, width - 3)}"
        height="${HEIGHT - top}"
      /><rect
        class="before"
        x="${left}"
        y="${topBefore}"
        width="${Math.max(1, width)}"
        height="${HEIGHT - topBefore}"
      />`;
  });
  const text = `median ${measured(feature.medianBefore)} in training, ${measured(feature.medianNow)} now`;
  return html`<div class="card">
    <h3>${feature.feature}</h3>
    <svg
      class="histogram"
      viewBox="0 0 ${WIDTH} ${HEIGHT + LABELS}"
      role="img"
      aria-label="${feature.feature}: ${text}; fullest group now ${percent(Math.max(0, ...now))}"
    >
      <path class="axis" d="M0 ${HEIGHT}H${WIDTH}" />
      ${bars}
      <text class="soft" x="0" y="${HEIGHT + 14}">lowest</text>
      <text class="soft" x="${WIDTH - slot - GAP}" y="${HEIGHT + 14}" text-anchor="end">highest</text>
      <text class="soft" x="${WIDTH}" y="${HEIGHT + 14}" text-anchor="end">∅</text>
    </svg>
    <div class="soft">${text}</div>
  </div>`;
}
