/** Behind a feature's verdict: every test with its effect and floor, and the distances that have no say in it. */
import { effectText } from '../effect-text.ts';
import { clipped, count, figure, pValue } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { FeatureVerdict, NamedDivergence } from '../window-report.ts';
import { LONGEST_NAME } from './feature-rows.ts';
import { TEST_TITLES } from './test-names.ts';

const DISTANCES: Readonly<Record<NamedDivergence['name'], string>> = {
  'jensen-shannon': 'Jensen-Shannon',
  hellinger: 'Hellinger',
  wasserstein: 'Wasserstein',
  'cramer-von-mises': 'Cramér–von Mises',
  'anderson-darling': 'Anderson-Darling',
  'total-variation': 'total variation',
  'l-infinity': 'largest share',
  g: 'G',
};

export function featureEvidence(features: readonly FeatureVerdict[]): Markup | undefined {
  const known = features.filter(({ tests = [], divergences = [] }) => tests.length + divergences.length > 0);
  if (known.length === 0) return undefined;
  return html`<details>
    <summary>Every test and distance, input by input</summary>
    <p class="note">
      A test speaks when its effect is at or above its floor. Distances decide nothing; beside them, what they
      read on average when nothing changed.
    </p>
    <div class="evidence">${known.map(evidenceOf)}</div>
  </details>`;
}

function evidenceOf({ feature, tests = [], divergences = [], valueRows }: FeatureVerdict): Markup {
  return html`<div>
    <h3>${clipped(feature, LONGEST_NAME)}</h3>
    <table>
      <tbody>
        ${tests.map(
          ({ test, statistic, effect, unit, floor, pValue: p }) =>
            html`<tr>
              <th scope="row">
                <span class="nowrap">${TEST_TITLES[test]}</span>
                <span class="soft">${figure(statistic)}</span>
              </th>
              <td class="number">
                ${effectText(effect, unit)}
                <span class="soft nowrap">floor ${effectText(floor, unit).replace(/^(\+|spread )/, '')}</span>
              </td>
              <td class="number">p ${pValue(p)}</td>
            </tr>`,
        )}
        ${divergences.map(
          ({ name, value, expected, pValue: p }) =>
            html`<tr>
              <th scope="row"><span class="nowrap">${DISTANCES[name]}</span></th>
              <td class="number">
                ${figure(value)}
                ${expected === undefined ? undefined : html`<span class="soft nowrap">by chance ${figure(expected)}</span>`}
              </td>
              <td class="number">${p === undefined ? undefined : `p ${pValue(p)}`}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      valueRows === undefined
        ? undefined
        : html`<div class="soft">
            ${count(valueRows.before)} values in training, ${count(valueRows.now)} in the window
          </div>`
    }
  </div>`;
}

export const EVIDENCE_STYLE = `
.evidence{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:1rem 2.5rem;font-size:.82rem}.evidence h3{margin:.6rem 0 .2rem;font-size:.9rem}.evidence table{font-size:.8rem}.evidence th,.evidence td{padding:.15rem .6rem .15rem 0}.evidence tbody th{font-weight:400;overflow-wrap:normal}.evidence td:nth-child(2){white-space:normal}
`;
