import { html, type Markup } from '../html.ts';
import type { WindowReport } from '../window-report.ts';
import { section } from './section.ts';

/** What a reader may look for in vain, and how it would get here. */
export function absentSection(report: WindowReport): Markup | undefined {
  const lines = report.kind === 'drift' ? driftLines(report) : qualityLines(report);
  const missing = lines.filter(([isThere]) => !isThere);
  if (missing.length === 0) return undefined;
  return section({
    title: 'Not on this page',
    body: html`<ul class="plain small">
      ${missing.map(([, what, how]) => html`<li><strong>${what}</strong>: <span class="soft">${how}</span></li>`)}
    </ul>`,
  });
}

type Line = readonly [isThere: boolean, what: string, how: Markup | string];

function driftLines({
  season,
  attribution,
  estimate,
  multivariate,
  features,
}: WindowReport): readonly Line[] {
  // Without a comparison nothing of this could be there.
  if (features.length === 0) return [];
  return [
    [
      season !== undefined,
      'What the season expects',
      html`set <code>monitoring.drift.season</code> in model.yaml`,
    ],
    [
      estimate !== undefined,
      'Quality before labels come',
      'it is estimated from the answers, once the contest of the version has left what that needs',
    ],
    [
      multivariate !== undefined,
      'Features together',
      'rows are scored from the first version on that was trained with this method',
    ],
    [
      attribution !== undefined,
      'What the answers hang on',
      html`set <code>monitoring.attribution</code>; inputs are then ordered by impact`,
    ],
  ];
}

function qualityLines({ maturity, concept, bias }: WindowReport): readonly Line[] {
  return [
    [maturity !== undefined, 'How old the labels are', 'known from the first answers that were captured'],
    [concept !== undefined, 'Inputs, or their meaning', 'told once labelled rows are enough for a verdict'],
    [bias !== undefined, 'Groups', html`name columns in <code>monitoring.bias</code> of model.yaml`],
  ];
}
