/** One row a feature: its index against its own threshold, drawn on one scale for all. */
import { place, type Scale } from '../chart-scale.ts';
import { effectText } from '../effect-text.ts';
import { measured, percent, pValue, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { FeatureVerdict } from '../window-report.ts';
import { byUrgency, statusChip, urgency } from './verdict-sentence.ts';

const [WIDTH, HEIGHT] = [220, 18];
const ARROWS: Readonly<Record<FeatureVerdict['direction'], string>> = {
  up: '↑ higher',
  down: '↓ lower',
  mixed: '↕ both ways',
  none: '',
};

/** What a test is called in the table, and the decimals of its statistic. */
const TESTS: Readonly<Record<FeatureVerdict['test'], readonly [name: string, decimals: number]>> = {
  'missing-share': ['missing', 1],
  wilcoxon: ['Wilcoxon', 1],
  mood: ['Mood', 1],
  'lower-tail-share': ['low tail', 1],
  'upper-tail-share': ['high tail', 1],
  'kolmogorov-smirnov': ['KS', 3],
  'largest-share': ['one value', 1],
  'chi-square': ['χ²', 0],
  'new-value-share': ['new value', 1],
};
const UNTESTED: Readonly<Record<NonNullable<FeatureVerdict['withoutTest']>, string>> = {
  constant: 'one value in both',
  'no-values': 'all missing in both',
  'few-rows': 'too few values',
};

export interface FeatureTable {
  readonly label: string;
  readonly caption: string;
  readonly features: readonly FeatureVerdict[];
}

export function featureTable({ label, caption, features }: FeatureTable): Markup {
  const sorted = byUrgency(features);
  const longest = Math.max(1.5, ...sorted.map(urgency));
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Input</th>
          <th scope="col">Verdict</th>
          <th scope="col">Index in thresholds</th>
          <th scope="col" class="number">PSI</th>
          <th scope="col" class="number">Threshold</th>
          <th scope="col">Median</th>
          <th scope="col">Missing</th>
          <th scope="col">Test</th>
          <th scope="col" class="number">Adjusted p</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map((feature) => row(feature, longest))}
      </tbody>
    </table>
  </div>`;
}

function row(feature: FeatureVerdict, longest: number): Markup {
  const { psi, threshold, medianBefore, medianNow, missingShareBefore, missingShareNow } = feature;
  return html`<tr>
    <th scope="row">${feature.feature}</th>
    <td>${statusChip(feature.status)}</td>
    <td>${bar(feature, longest)}</td>
    <td class="number">${withDecimals(psi, 2)}</td>
    <td class="number">${withDecimals(threshold, 2)}</td>
    <td class="nowrap">
      ${measured(medianBefore)} → ${measured(medianNow)}<br /><span class="soft"
        >${ARROWS[feature.direction]}</span
      >
    </td>
    <td class="nowrap">${percent(missingShareBefore)} → ${percent(missingShareNow)}</td>
    <td class="nowrap">${testCell(feature)}</td>
    <td class="number">${pValue(feature.adjustedPValue)}</td>
  </tr> `;
}

function testCell({ test, statistic, effect, unit, withoutTest }: FeatureVerdict): Markup {
  if (withoutTest !== undefined) return html`<span class="soft">${UNTESTED[withoutTest]}</span>`;
  const [name, decimals] = TESTS[test];
  return html`${name} ${withDecimals(statistic, decimals)}<br /><span class="soft"
      >${effectText(effect, unit)}</span
    >`;
}

/** A root scale: an index far above must not flatten the ones about the threshold. */
function bar(feature: FeatureVerdict, longest: number): Markup {
  const scale: Scale = { min: 0, max: Math.sqrt(longest), from: 0, to: WIDTH };
  const at = (ratio: number) => place(scale, Math.sqrt(Math.max(0, ratio)));
  const noise = at(feature.noise / feature.threshold);
  const text = `${withDecimals(urgency(feature), 2)} times the threshold; training's own blocks up to ${withDecimals(feature.noise / feature.threshold, 2)}`;
  return html`<svg
    class="bar ${feature.status}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="${WIDTH}"
    height="${HEIGHT}"
    role="img"
    aria-label="${text}"
  >
    <rect class="track" width="${WIDTH}" height="${HEIGHT}" />
    <rect class="noise" width="${noise}" height="${HEIGHT}" />
    <rect class="index" y="5" width="${at(urgency(feature))}" height="8" />
    <path class="mark" d="M${at(1)} 0V${HEIGHT}" />
  </svg>`;
}

export const FEATURE_STYLE = `
.bar{min-width:9rem}.bar .track{fill:var(--fill)}.bar .noise{fill:var(--line)}.bar .index{fill:var(--soft)}.bar.changed .index{fill:var(--calm)}.bar.drifted .index{fill:var(--bad)}
.bar .mark{stroke:var(--ink);stroke-width:2}
.histograms{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1.25rem}
.card{margin:0;padding:.9rem 1rem;background:var(--panel);border:1px solid var(--line)}
.card h3{margin:0 0 .5rem;font-size:1rem;font-family:inherit}.card svg{width:100%}
.histogram .now{fill:var(--bad)}.histogram .before{fill:none;stroke:var(--ink);stroke-width:1.5}.histogram text{font-size:11px}
`;
