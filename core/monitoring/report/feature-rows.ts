/** The features that matter, a row each: how far, on one scale for all; where the values lie; what says so. */
import { place } from '../chart-scale.ts';
import { effectText } from '../effect-text.ts';
import { clipped, measured, percent, pValue, ratioText, withDecimals } from '../figures.ts';
import { html, type Markup, type Part } from '../html.ts';
import type { FeatureVerdict } from '../window-report.ts';
import { distribution } from './distribution.ts';
import type { RankedFeature } from './impact.ts';
import { strip, STRIP_WIDTH } from './strip-plot.ts';
import { TEST_TITLES, UNTESTED } from './test-names.ts';
import { statusChip } from './verdict-sentence.ts';

const ARROWS: Readonly<Record<FeatureVerdict['direction'], string>> = {
  up: '↑ higher',
  down: '↓ lower',
  mixed: '↕ both ways',
  none: '',
};
/** Names of columns have no more characters than this without being meant to be unreadable. */
export const LONGEST_NAME = 80;

export interface FeatureRows {
  readonly label: string;
  /** What a row is: Input or Answer. */
  readonly what: string;
  readonly ranked: readonly RankedFeature[];
  /** The largest index in thresholds on the page. */
  readonly longest: number;
  /** What else is known of a feature, beside its verdict. */
  readonly note?: (feature: string) => Part;
}

export function featureRows({ label, what, ranked, longest, note }: FeatureRows): Markup {
  return html`<table class="features stack strips" aria-label="${label}">
    <thead>
      <tr>
        <th scope="col">${what}</th>
        <th scope="col">Index, in thresholds</th>
        <th scope="col"><span class="key"></span> training <span class="key filled"></span> window</th>
        <th scope="col">What changed</th>
      </tr>
    </thead>
    <tbody>
      ${ranked.map((one) => row(one, longest, note))}
    </tbody>
  </table>`;
}

function row(
  { feature, ratio, importance }: RankedFeature,
  longest: number,
  note: FeatureRows['note'],
): Markup {
  const { psi, threshold } = feature;
  return html`<tr>
    <th scope="row">
      <span class="name">${clipped(feature.feature, LONGEST_NAME)}</span>
      <div class="marks">${statusChip(feature.status)} ${note?.(feature.feature)}</div>
      ${importance === undefined ? undefined : html`<div class="soft small">${percent(importance)} of importance</div>`}
    </th>
    <td>
      ${indexStrip(feature, ratio, longest)}
      <div class="small">
        <strong>${ratioText(ratio)}</strong> × threshold
        <span class="soft nowrap">PSI ${withDecimals(psi, 2)} of ${withDecimals(threshold, 2)}</span>
      </div>
    </td>
    <td>${distribution(feature)}</td>
    <td class="small what">${whatChanged(feature)}</td>
  </tr>`;
}

function whatChanged(feature: FeatureVerdict): Markup {
  const { medianBefore, medianNow, direction, missingShareBefore, missingShareNow } = feature;
  const isMissing = missingShareBefore > 0 || missingShareNow > 0;
  // Categories have no middle, and neither have rows without a value.
  const hasMedian = medianBefore !== null || medianNow !== null;
  return html`${
      hasMedian
        ? html`<div>
            Median ${measured(medianBefore)} → <strong>${measured(medianNow)}</strong>
            <span class="soft nowrap">${ARROWS[direction]}</span>
          </div>`
        : undefined
    }
    ${
      isMissing
        ? html`<div>
            Missing ${percent(missingShareBefore)} → <strong>${percent(missingShareNow)}</strong>
          </div>`
        : undefined
    }
    <div class="soft">${telling(feature)}</div>`;
}

function telling({ test, effect, unit, withoutTest, adjustedPValue }: FeatureVerdict): string {
  if (withoutTest !== undefined) return `not tested: ${UNTESTED[withoutTest]}`;
  return `${TEST_TITLES[test]} ${effectText(effect, unit)}, p ${pValue(adjustedPValue)}`.replace(' ,', ',');
}

/** A root scale: an index far above must not flatten the ones about the threshold. */
function indexStrip(feature: FeatureVerdict, ratio: number, longest: number): Markup {
  const scale = { min: 0, max: Math.sqrt(Math.max(1.5, longest)), from: 0, to: STRIP_WIDTH - 4 };
  const root = (value: number) => Math.sqrt(Math.max(0, Number.isFinite(value) ? value : 0));
  const noise = feature.noise / feature.threshold;
  const tone = feature.status === 'drifted' ? 'bad' : feature.status === 'changed' ? 'calm' : 'plain';
  return strip({
    label: `${ratioText(ratio)} times the threshold; training's own blocks up to ${ratioText(noise)}`,
    scale,
    bands: [
      { from: 0, to: scale.max },
      { from: 0, to: root(noise), isMeasured: true },
    ],
    bars: [{ from: 0, to: place({ ...scale, from: 0, to: scale.max }, root(ratio)), tone }],
    rules: [{ at: 1, isLimit: true }],
  });
}

export const FEATURE_STYLE = `
.features th{width:24%}.features td:nth-child(2){width:27%}.features td:nth-child(3){width:23%}.features th .name{display:block;font-weight:600;font-size:1rem;line-height:1.3}
.features .marks{margin-top:.2rem}.features tbody th,.features tbody td{padding-top:.8rem;padding-bottom:.8rem}.features .what{font-size:.84rem;line-height:1.5}
@media screen and (max-width:46rem){.features th,.features td,.features td:nth-child(2),.features td:nth-child(3){width:auto}.features tbody tr>*{padding:.3rem 0}.features .marks{display:inline}}
`;
