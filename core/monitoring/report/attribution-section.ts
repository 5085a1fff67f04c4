/** Which inputs the answers hang on now, against which they hung on at the release: two rankings and their lines. */
import { clipped, count, percent, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { AttributionSection } from '../sections/attribution.ts';
import { chip } from './chip.ts';
import { section } from './section.ts';

type Attributed = AttributionSection['features'][number];

const [WIDTH, STEP, TOP, LEFT, RIGHT] = [640, 30, 34, 240, 400];
const MOST_FEATURES = 12;
/** Characters that stand beside the lines, also on a phone. */
const ROOM = 14;
const STATUS = {
  kept: ['good', '✓ kept'],
  moved: ['calm', '≈ moved'],
  inconclusive: ['hold', '? too few rows'],
} as const;

export function attributionSection(attribution: AttributionSection): Markup {
  const { ndcg, threshold, status, rows, features } = attribution;
  const [tone, text] = STATUS[status];
  const shown = features
    .toSorted(
      (a, b) => Math.max(b.now, b.before) - Math.max(a.now, a.before) || (a.feature < b.feature ? -1 : 1),
    )
    .slice(0, MOST_FEATURES);
  return section({
    title: 'What the answers hang on',
    note: 'Share of all importance, by shuffling one input at a time. Lines that cross: inputs that changed places.',
    body: html`<p class="lead">
        The ranking of inputs agrees with that of the release by ${withDecimals(ndcg, 3)}; below
        ${withDecimals(threshold, 3)} it has moved.
      </p>
      <p>${chip(tone, text)} <span class="soft small">NDCG on ${count(rows)} rows</span></p>
      ${shown.length === 0 ? undefined : html`<figure>${slopes(shown)}</figure>`}
      ${
        features.length > shown.length
          ? html`<p class="note">${features.length - shown.length} more have a smaller share.</p>`
          : undefined
      }`,
  });
}

function slopes(shown: readonly Attributed[]): Markup {
  const place = (order: readonly Attributed[]) =>
    new Map(order.map(({ feature }, index) => [feature, TOP + (index + 0.5) * STEP]));
  const before = place(shown.toSorted((a, b) => a.rankBefore - b.rankBefore));
  const now = place(shown.toSorted((a, b) => a.rankNow - b.rankNow));
  return html`<svg
    class="chart slopes"
    viewBox="0 0 ${WIDTH} ${TOP + shown.length * STEP + 6}"
    role="img"
    aria-label="Importance of inputs at the release and now"
  >
    <text class="soft" x="${LEFT - 12}" y="16" text-anchor="end">at the release</text>
    <text class="soft" x="${RIGHT + 12}" y="16">now</text>
    ${shown.map((own) => slope(own, before.get(own.feature) ?? 0, now.get(own.feature) ?? 0))}
  </svg>`;
}

function slope({ feature, before, now, rankBefore, rankNow }: Attributed, from: number, to: number): Markup {
  const way = rankNow < rankBefore ? 'up' : rankNow > rankBefore ? 'down' : 'same';
  const name = clipped(feature, ROOM);
  return html`<g class="slope ${way}">
    <title>${feature}: rank ${rankBefore}, ${percent(before)}; now ${rankNow}, ${percent(now)}</title>
    <path d="M${LEFT} ${from}L${RIGHT} ${to}" />
    <circle cx="${LEFT}" cy="${from}" r="3.5" />
    <circle cx="${RIGHT}" cy="${to}" r="3.5" />
    <text x="${LEFT - 12}" y="${from + 4}" text-anchor="end">${name} ${percent(before)}</text>
    <text x="${RIGHT + 12}" y="${to + 4}"
      >${percent(now)} ${name}${way === 'up' ? ' ↑' : way === 'down' ? ' ↓' : ''}</text
    >
  </g>`;
}

export const ATTRIBUTION_STYLE = `
.slope{color:var(--soft)}.slope path{stroke:currentcolor;stroke-width:1.5}.slope circle{fill:currentcolor}.slope.up{color:var(--calm)}.slope.up path,.slope.down path{stroke-width:2}.slope.down{color:var(--ink)}.slope.same text{fill:var(--soft)}
@media screen and (max-width:46rem){.slopes text{font-size:18px}}
`;
