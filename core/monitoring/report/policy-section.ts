/** What the verdict was judged by: the policy as it was then, how thresholds came of it, and the methods. */
import { count, counted, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { PolicySection } from '../sections/policy.ts';
import type { WindowReport } from '../window-report.ts';
import { methodNotes, thresholdLines } from './method-notes.ts';
import { section } from './section.ts';

type Entry = readonly [what: string, value: string, key: string];

export function policySection(report: WindowReport): Markup {
  const { policy, kind, features } = report;
  const entries = [...driftEntries(policy?.drift), ...qualityEntries(policy?.quality)];
  return section({
    title: 'The policy it was judged by',
    note: entries.length === 0 ? undefined : 'As it was then; the keys are those of model.yaml.',
    body: html`${entries.length === 0 ? undefined : table(entries)}
    ${kind === 'drift' ? thresholdLines(features) : undefined} ${methodNotes(kind)}`,
  });
}

function table(entries: readonly Entry[]): Markup {
  return html`<table class="fit stack">
    <tbody>
      ${entries.map(
        ([what, value, key]) =>
          html`<tr>
            <th scope="row">${what}</th>
            <td>${value}</td>
            <td class="soft"><code>monitoring.${key}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function driftEntries(drift: PolicySection['drift']): readonly Entry[] {
  if (drift === undefined) return [];
  const { window, minimumRows, minimumThreshold, calibrationFactor, windows } = drift;
  return [
    ['Window', window === 'calendar-month' ? 'calendar month' : counted(window, 'day'), 'driftWindow'],
    ['Fewest rows', count(minimumRows), 'drift.minimumRows'],
    ['Least threshold', withDecimals(minimumThreshold, 2), 'drift.minimumThreshold'],
    ['Times training’s own noise', withDecimals(calibrationFactor, 2), 'drift.calibrationFactor'],
    [
      'Alarms',
      windows.n === 1
        ? 'with the first drifted window'
        : `when ${count(windows.m)} of the last ${counted(windows.n, 'window')} drifted`,
      'drift.windows',
    ],
  ];
}

function qualityEntries(quality: PolicySection['quality']): readonly Entry[] {
  if (quality === undefined) return [];
  const { windowDays, minimumRows, maximumRatio, labelMaturityDays } = quality;
  return [
    ['Window', `newest ${counted(windowDays, 'mature day')}`, 'quality.windowDays'],
    ['Fewest rows', count(minimumRows), 'quality.minimumRows'],
    ['Alarms above', `${withDecimals(maximumRatio, 2)} times the promise`, 'quality.maximumRatio'],
    ['Labels count after', counted(labelMaturityDays, 'day'), 'labelMaturityDays'],
  ];
}
