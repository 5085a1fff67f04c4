/** The windows of the version one after the other: has it just begun, does it come and go, or does it stay? */
import { shortDay, withDecimals } from '../figures.ts';
import { html, type Markup } from '../html.ts';
import type { WindowReport } from '../window-report.ts';
import { type HeatCell, heatStrip } from './heat-strip.ts';
import { section } from './section.ts';
import { urgency } from './verdict-sentence.ts';

/** More rows than this tell nothing that the rest does not. */
const MOST_FEATURES = 12;
const SIGNS: Readonly<Record<string, string>> = {
  stable: '✓',
  changed: '≈',
  expected: '≈',
  drifted: '▲',
  'no-data': '∅',
  inconclusive: '?',
};

interface Column {
  readonly windowStart: string;
  readonly status: string;
  readonly isConfirmed: boolean;
  readonly ratios: ReadonlyMap<string, number>;
}

export function historySection(report: WindowReport): Markup | undefined {
  const { history, features, windowStart, status } = report;
  if (history === undefined || history.length === 0) return undefined;
  const columns: readonly Column[] = [
    ...history.map((window) => ({
      ...window,
      ratios: new Map(window.features.map(({ feature, ratio }) => [feature, ratio])),
    })),
    {
      ...{ windowStart, status, isConfirmed: false },
      ratios: new Map(features.map((feature) => [feature.feature, urgency(feature)])),
    },
  ];
  const farthest = new Map<string, number>();
  for (const { ratios } of columns)
    for (const [name, ratio] of ratios) farthest.set(name, Math.max(farthest.get(name) ?? 0, ratio));
  const ranked = [...farthest].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const left = ranked.slice(MOST_FEATURES);
  return section({
    title: 'Windows over time',
    note: 'Each window’s index in thresholds, this one last. ▲ 1 and above: drifted. ✓ stable, ≈ changed, ∅ no data, ? too few rows; bold: confirmed.',
    body: html`${heatStrip({
      label: 'Table of drift by window',
      columns: columns.map((column) => ({
        title: shortDay(column.windowStart),
        note: verdictOf(column),
      })),
      rows: ranked
        .slice(0, MOST_FEATURES)
        .map(([name]) => ({ name, cells: columns.map(({ ratios }) => cellOf(ratios.get(name))) })),
    })}
    ${
      left.length === 0
        ? undefined
        : html`<p class="note">
            ${left.length} further inputs reached ${withDecimals(left[0]?.[1], 2)} at most; a dash is an input
            that was not among the furthest of its window.
          </p>`
    }`,
  });
}

function verdictOf({ status, isConfirmed }: Column): Markup | string {
  const sign = Object.hasOwn(SIGNS, status) ? (SIGNS[status] ?? '') : status;
  return isConfirmed ? html`<strong>${sign}</strong>` : sign;
}

function cellOf(ratio: number | undefined): HeatCell | undefined {
  return ratio === undefined ? undefined : { ratio, isDrifted: ratio >= 1 };
}
