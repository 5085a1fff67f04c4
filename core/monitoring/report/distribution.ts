/** Where the values of a feature lie: training as an outline, the window as filled bars, one over the other. */
import { finite, place, type Scale } from '../chart-scale.ts';
import { measured, percent } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { FeatureVerdict } from '../window-report.ts';

const [WIDTH, HEIGHT, TOP] = [200, 52, 3];
/** Between the groups of values and the missing rows. */
const GAP = 8;

/** Nothing where the shares are not known: too few rows, or a column that is not captured. */
export function distribution(feature: FeatureVerdict): Markup | undefined {
  const before = finite(feature.shares?.before ?? []);
  const now = finite(feature.shares?.now ?? []);
  const groups = Math.max(before.length, now.length);
  if (groups < 2) return undefined;
  const slot = (WIDTH - GAP) / groups;
  const y: Scale = { min: 0, max: Math.max(0.2, ...before, ...now), from: HEIGHT, to: TOP };
  const left = (group: number) => group * slot + (group === groups - 1 ? GAP : 0);
  const bars = now.map((share, group) => {
    const top = place(y, share);
    return `M${round(left(group) + 1)} ${HEIGHT}V${top}H${round(left(group) + slot - 1)}V${HEIGHT}Z`;
  });
  const fullest = percent(Math.max(0, ...now));
  return html`<svg
    class="distribution ${feature.status}"
    viewBox="0 0 ${WIDTH} ${HEIGHT + 1}"
    width="${WIDTH}"
    height="${HEIGHT + 1}"
    role="img"
    aria-label="median ${measured(feature.medianBefore)} in training, ${measured(feature.medianNow)} now; fullest group now ${fullest}"
  >
    <path class="now" d="${bars.join('')}" />
    <path class="before" d="${outline(before.slice(0, -1), y, left)}" />
    <path class="before" d="${outlineOf(before.at(-1) ?? 0, y, left(groups - 1), slot)}" />
    <path class="axis" d="M0 ${HEIGHT}H${WIDTH - slot - GAP}M${WIDTH - slot} ${HEIGHT}H${WIDTH}" />
  </svg>`;
}

/** One line over all groups, so that it stays visible over bars of the same height. */
function outline(shares: readonly number[], y: Scale, left: (group: number) => number): string {
  const steps = shares.map((share, group) => `V${place(y, share)}H${round(left(group + 1))}`);
  const end = round(shares.length * ((WIDTH - GAP) / (shares.length + 1)));
  return `M0 ${HEIGHT}${steps.slice(0, -1).join('')}V${place(y, shares.at(-1) ?? 0)}H${end}V${HEIGHT}`;
}

function outlineOf(share: number, y: Scale, from: number, width: number): string {
  return `M${round(from)} ${HEIGHT}V${place(y, share)}H${round(from + width)}V${HEIGHT}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export const DISTRIBUTION_STYLE = `
.distribution{width:100%;max-width:${WIDTH}px;color:var(--soft)}.distribution.drifted{color:var(--bad)}.distribution.changed{color:var(--calm)}
.distribution .now{fill:currentcolor;opacity:.62}.distribution .before{fill:none;stroke:var(--ink);stroke-width:1.4}
.key{display:inline-block;width:.75em;height:.75em;vertical-align:-.02em;border:1.4px solid var(--ink)}.key.filled{background:var(--soft);border-color:var(--soft)}
`;
